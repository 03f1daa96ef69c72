"""Service groups: what people are before they are learners here. An academy adds its own, renames and retires them."""

import sqlalchemy as sa
from flask import abort

from academy import audit, clock
from academy.accounts.models import Person, ServiceGroup
from academy.db import db, refused_as

CSS = {  # the occupational groups of the Central Superior Services of Pakistan
    "PAS": "Pakistan Administrative Service",
    "PSP": "Police Service of Pakistan",
    "FSP": "Foreign Service of Pakistan",
    "IRS": "Inland Revenue Service",
    "PCS": "Pakistan Customs Service",
    "PAAS": "Pakistan Audit and Accounts Service",
    "OMG": "Office Management Group",
    "IG": "Information Group",
    "MLCG": "Military Lands and Cantonments Group",
    "PG": "Postal Group",
    "RCTG": "Railways (Commercial and Transportation) Group",
    "CTG": "Commerce and Trade Group",
}
BCS = {  # the cadres of the Bangladesh Civil Service; docs/administration.md says where the list is from
    "BCS-ADMIN": "Administration",
    "BCS-AGRI": "Agriculture",
    "BCS-ANSAR": "Ansar",
    "BCS-AUDIT": "Audit and Accounts",
    "BCS-COOP": "Co-operative",
    "BCS-CUSTOMS": "Customs and Excise",
    "BCS-FAMILY": "Family Planning",
    "BCS-FISH": "Fisheries",
    "BCS-FOOD": "Food",
    "BCS-FOREIGN": "Foreign Affairs",
    "BCS-FOREST": "Forest",
    "BCS-EDU": "General Education",
    "BCS-HEALTH": "Health",
    "BCS-INFO": "Information",
    "BCS-LIVESTOCK": "Livestock",
    "BCS-POLICE": "Police",
    "BCS-POSTAL": "Postal",
    "BCS-PHE": "Public Health Engineering",
    "BCS-PWD": "Public Works",
    "BCS-RAIL-ENG": "Railway Engineering",
    "BCS-RAIL": "Railway Transportation and Commercial",
    "BCS-ROADS": "Roads and Highways",
    "BCS-STAT": "Statistics",
    "BCS-TAX": "Taxation",
    "BCS-TECH-EDU": "Technical Education",
    "BCS-TRADE": "Trade",
}
SHIPPED = {code: (name, "PK") for code, name in CSS.items()} | {
    code: (f"Bangladesh Civil Service ({name})", "BD") for code, name in BCS.items()
}


class Taken(Exception):
    """There is another one of this code or name."""


def group_or_404(code: str) -> ServiceGroup:
    return db.session.get(ServiceGroup, code) or abort(404)


def listed() -> list[sa.Row]:
    """Each by country and name, the retired ones last, with how many people have it."""
    has = sa.select(sa.func.count()).where(Person.service_code == ServiceGroup.code).correlate(ServiceGroup)
    order = ServiceGroup.retired_at.is_not(None), ServiceGroup.country, ServiceGroup.name
    return list(db.session.execute(sa.select(ServiceGroup, has.scalar_subquery()).order_by(*order)))


def offered_to(person: Person | None = None) -> list[ServiceGroup]:
    """What somebody can be given, and what they have."""
    own = ServiceGroup.code == (person and person.service_code)
    query = sa.select(ServiceGroup).where(ServiceGroup.retired_at.is_(None) | own)
    return list(db.session.scalars(query.order_by(ServiceGroup.name)))


def add_missing() -> None:
    """Those that are shipped, where there is nobody of their code or name; what was edited stays as it is."""
    known = db.session.execute(sa.select(ServiceGroup.code, ServiceGroup.name)).all()
    codes, names = {code for code, _name in known}, {name for _code, name in known}
    for code, (name, country) in SHIPPED.items():
        if code not in codes and name not in names:
            db.session.add(ServiceGroup(code=code, name=name, country=country))
    db.session.flush()


def add(actor, code: str, name: str, country: str) -> ServiceGroup:
    """Raises Taken."""
    group = ServiceGroup(code=code, name=name, country=country)
    with refused_as(Taken(code)):
        db.session.add(group)
    audit.note("service.added", actor, None, reason=code, after={"name": name, "country": country})
    return group


def change(actor, group: ServiceGroup, name: str, country: str) -> None:
    """Its code stays: people and files go by it. The same again changes nothing; raises Taken."""
    before, after = {"name": group.name, "country": group.country}, {"name": name, "country": country}
    if before == after:
        return
    with refused_as(Taken(name)):
        group.name, group.country = name, country
    audit.note("service.changed", actor, None, reason=group.code, before=before, after=after)


def retire(actor, group: ServiceGroup) -> None:
    """Offer it to nobody anew; whoever has it keeps it."""
    if group.retired_at is None:
        group.retired_at = clock.now()
        audit.note("service.retired", actor, None, reason=group.code)


def resume(actor, group: ServiceGroup) -> None:
    """Offer it again."""
    if group.retired_at is not None:
        group.retired_at = None
        audit.note("service.resumed", actor, None, reason=group.code)
