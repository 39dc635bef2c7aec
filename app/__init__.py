"""The whole program without a screen: pull, detect, decide, deliver. No Qt in here, not even indirectly."""
