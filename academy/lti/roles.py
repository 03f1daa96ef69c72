"""What the roles of a platform make of somebody here."""

from collections.abc import Mapping
from typing import Any, Literal

from pylti1p3.roles import DesignerRole, StaffRole, TeacherRole, TeachingAssistantRole

from academy.lti import claims as names

_NEW = "http://purl.imsglobal.org/vocab/lis/v2"
# LTI 1.1's vocabulary, which platforms still send beside the new one or instead of it (LTI 1.3, A.2.4)
_OLDER = {
    "urn:lti:role:ims/lis/": f"{_NEW}/membership#",
    "urn:lti:instrole:ims/lis/": f"{_NEW}/institution/person#",
    "urn:lti:sysrole:ims/lis/": f"{_NEW}/system/person#",
}
_TEACHING = (TeacherRole, TeachingAssistantRole, DesignerRole, StaffRole)


def role_of(claims: Mapping[str, Any]) -> Literal["learner", "instructor"]:
    """Instructor for whoever teaches, assists or builds the platform's course, or runs the platform and has no role in the
    course; learner for everybody else. Nobody is made an administrator by another system."""
    return role_in(claims.get(names.ROLES))


def role_in(roles: Any) -> Literal["learner", "instructor"]:
    said = {names.ROLES: [_newer(role) for role in _listed(roles) if isinstance(role, str)]}
    return "instructor" if any(kind(said).check() for kind in _TEACHING) else "learner"


def _listed(roles: Any) -> list:
    return roles if isinstance(roles, list) else []


def _newer(role: str) -> str:
    for older, newer in _OLDER.items():
        if role.startswith(older):
            main, _, sub = role.removeprefix(older).partition("/")
            return f"{_NEW}/membership/{main}#{sub}" if sub and "membership" in newer else f"{newer}{main}"
    return role
