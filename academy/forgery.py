"""Forms of our pages carry a token, so that no other site can send one in somebody's name. What other servers make
browsers send is exempt where it stands, and guarded by what it says there."""

from flask_wtf import CSRFProtect

csrf = CSRFProtect()
