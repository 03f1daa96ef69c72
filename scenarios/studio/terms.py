"""What the fixed words of scenarios are called in the editor, and what each of them means."""

from flask_babel import lazy_gettext as _l

LANGUAGES = {"en": _l("English"), "ur": _l("Urdu"), "bn": _l("Bangla"), "roman_ur": _l("Urdu in Latin letters")}
DIFFICULTIES = {"easy": _l("Easy"), "middle": _l("In between"), "hard": _l("Hard")}
CHANNELS = {
    "comment": _l("A public comment"),
    "message": _l("A private message"),
    "press": _l("A query from the press"),
}
TRIAGE = {
    "service_complaint": _l("Complaint about our own service"),
    "outside_mandate": _l("A matter of another office"),
    "information_request": _l("Request for information"),
    "praise": _l("Praise"),
    "suggestion": _l("Suggestion"),
    "rumour": _l("Rumour"),
    "angry_legitimate": _l("Angry or sarcastic, with a real point"),
    "troll": _l("Troll or bait"),
    "coordinated": _l("Many accounts with the same words"),
    "abuse": _l("Abuse or harassment"),
    "threat": _l("Threat, or somebody’s address made public"),
    "political_bait": _l("Political bait"),
    "favour": _l("A favour or an endorsement is asked for"),
    "sub_judice": _l("Confidential, or before a court"),
    "media_query": _l("Question from the media"),
    "emergency": _l("Emergency"),
    "corruption": _l("Somebody is accused of corruption"),
}
TRIAGE_HELP = {
    "service_complaint": _l("Something that this office does went wrong. Regret, a fact, who does what by when."),
    "outside_mandate": _l("Another office has to act. Name it and the way to it; promise nothing for it."),
    "information_request": _l("Say what is public. For the rest, name the way to ask for it."),
    "praise": _l("Thank shortly and give the credit to the team."),
    "suggestion": _l("Thank, say who decides, and where the outcome can be seen."),
    "rumour": _l(
        "The fact first, the rumour not repeated, what is unknown called unknown, and the time of the next word."
    ),
    "angry_legitimate": _l("Find the grievance below the tone, and answer that."),
    "troll": _l("One line of fact or nothing at all. Nothing is deleted because it hurts."),
    "coordinated": _l("Keep what shows the pattern, tell your seniors, report it; do not answer each copy."),
    "abuse": _l("Keep evidence, hide it under the page’s rules, report it, stand by the person it hits."),
    "threat": _l("Do not argue. Keep evidence and pass it on at once."),
    "political_bait": _l("No view, no like. A neutral fact about the service, or nothing."),
    "favour": _l("Decline kindly. The same procedure for everybody."),
    "sub_judice": _l("Only how the matter goes on, never what is right or wrong in it."),
    "media_query": _l("Take it to whoever may speak to the press, and say when an answer comes."),
    "emergency": _l("The number to call first; pass it on yourself and say that you did."),
    "corruption": _l("Neither deny nor blame. Show the safe way to report it, away from the public page."),
}
TARGETS = {  # kinds of those to whom something is taken, or of the reasons why, by the list that they are chosen from
    "directory": _l("another office"),
    "desks": _l("inside the administration"),
    "authorities": _l("where to report"),
    "clauses": _l("rule of the page"),
}
CRITERION_HELP = {
    "acknowledgement": _l("Shows that the person and what happened to them was heard."),
    "mandate": _l("Says what this office can do and what it knows, no more; names the right office for the rest."),
    "next_step": _l("Says what happens next, who does it and by when, or what the person can do."),
    "clarity": _l("Plain, short, in the language of the writer."),
    "neutrality": _l("Takes no side: no party, no faith, no person."),
    "office_not_person": _l("Speaks as the office, not as an officer with feelings of their own."),
    "privacy": _l("Gives away nothing about a person, and asks for nothing personal in public."),
    "composure": _l("Stays calm: no sarcasm, no threat, no blame."),
}
ACTION_HELP = {
    "reply": _l("An answer that everybody reads. Its words are graded."),
    "message": _l("An answer that only the writer reads. Its words are graded."),
    "correct": _l("Mends an earlier answer here. If you leave it open, it is worth what a reply is."),
    "refer": _l("Passes the matter to another office."),
    "escalate": _l("Takes it to somebody inside the administration."),
    "hide": _l("Takes a public post off the page, for breaking one of the page’s rules."),
    "report": _l("Reports it to the platform or the police."),
    "ignore": _l("Leaves it alone on purpose. Nobody can see that it was a decision."),
}
OFFICERS = {
    "exemplary": _l("An excellent officer"),
    "warm_but_wrong": _l("Kind, but promises or says what is not so"),
    "cold": _l("Correct, but cold and formal"),
    "defensive": _l("Defends the office and blames the writer"),
}
HABITS = {
    "silence": _l("their post is left alone"),
    "good": _l("the office answered well"),
    "bad": _l("the office answered badly"),
}
DISPOSITIONS = {
    "-2": _l("hostile to the office"),
    "-1": _l("distrusts it"),
    "0": _l("neither for nor against it"),
    "1": _l("means well"),
    "2": _l("friendly"),
}
INFLUENCE = {
    "0": _l("hardly anybody reads them"),
    "1": _l("some neighbours do"),
    "2": _l("half the town does"),
    "3": _l("everybody does, the press too"),
}
