"""The seventeen kinds of post that an official page receives."""

TRIAGE = {
    "service_complaint": "Service complaint, own mandate",
    "outside_mandate": "Matter outside the mandate",
    "information_request": "Information request",
    "praise": "Praise",
    "suggestion": "Suggestion",
    "rumour": "Rumour",
    "angry_legitimate": "Angry or sarcastic, but legitimate",
    "troll": "Troll or bait",
    "coordinated": "Coordinated or automated",
    "abuse": "Abuse or gendered harassment",
    "threat": "Threat or doxxing",
    "political_bait": "Political bait",
    "favour": "Endorsement or favour asked",
    "sub_judice": "Confidential or sub judice",
    "media_query": "Media query",
    "emergency": "Emergency",
    "corruption": "Corruption allegation",
}
