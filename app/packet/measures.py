"""Where on the sheet things may stand; apart from the sheet, so that nothing waits for what draws it. All in mm."""

LEFT, TOP, WIDE = 20.0, 18.0, 170.0
RIGHT, BOTTOM = LEFT + WIDE, 271.0  # below is the foot's
