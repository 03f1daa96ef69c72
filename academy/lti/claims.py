"""What the claims of LTI messages are called, in which shape they come, and the scopes of its services (LTI 1.3, AGS 2.0,
NRPS 2.0, DL 2.0)."""

from collections.abc import Mapping
from typing import Any

_LTI = "https://purl.imsglobal.org/spec/lti/claim/"

CONTEXT = f"{_LTI}context"
CUSTOM = f"{_LTI}custom"
DEPLOYMENT = f"{_LTI}deployment_id"
FOR_USER = f"{_LTI}for_user"
LAUNCH_PRESENTATION = f"{_LTI}launch_presentation"
MESSAGE_TYPE = f"{_LTI}message_type"
RESOURCE_LINK = f"{_LTI}resource_link"
ROLES = f"{_LTI}roles"
TARGET = f"{_LTI}target_link_uri"
PLATFORM = f"{_LTI}tool_platform"
VERSION = f"{_LTI}version"
ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
MEMBERSHIPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
CONTENT_ITEMS = "https://purl.imsglobal.org/spec/lti-dl/claim/content_items"
DEEP_LINKING_DATA = "https://purl.imsglobal.org/spec/lti-dl/claim/data"

PLATFORM_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-platform-configuration"
TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"

LINE_ITEM = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
LINE_ITEM_READ = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
RESULT_READ = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
MEMBERSHIP_READ = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
SCOPES = (LINE_ITEM, LINE_ITEM_READ, RESULT_READ, SCORE, MEMBERSHIP_READ)

LONGEST_ID = 255  # characters (LTI 1.3, 5.3.6.1 and 5.4.1)
_SHAPES = {
    "sub": str,
    CONTEXT: dict,
    CUSTOM: dict,
    DEEP_LINKING: dict,
    ENDPOINT: dict,
    FOR_USER: dict,
    LAUNCH_PRESENTATION: dict,
    MEMBERSHIPS: dict,
    MESSAGE_TYPE: str,
    RESOURCE_LINK: dict,
    ROLES: list,
    TARGET: str,
}


def shaped(said: Mapping[str, Any]) -> dict[str, Any]:
    """The claims, each in its shape: one that is empty in another is none, as PHP writes [] for {}. Raises ValueError."""
    kept = {name: value for name, value in said.items() if value or isinstance(value, _SHAPES.get(name, object))}
    for name, shape in _SHAPES.items():
        if name in kept and not isinstance(kept[name], shape):
            raise ValueError(f"{name} is in another shape")
    ids = (kept.get("sub"), *(kept.get(name, {}).get("id") for name in (CONTEXT, RESOURCE_LINK)))
    if any(len(str(each)) > LONGEST_ID for each in ids):
        raise ValueError("an id is too long")  # cut off, it could be somebody else's
    return kept
