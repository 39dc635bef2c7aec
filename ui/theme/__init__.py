"""The look: tokens, fonts, painting and the small parts every page is made of.

To add a part: one class in the file of its noun, painted with `draw_*` and coloured only through `c()` and `t()`; then its line in
``kit``. Nothing outside this room names a colour or a font.
"""
