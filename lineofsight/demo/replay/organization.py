"""Legal entities, calendars, units and jobs; people file by file; accounts and roles."""

from lineofsight.accounts import commands as accounts
from lineofsight.accounts import demo, roles
from lineofsight.accounts.models import User
from lineofsight.accounts.roles import UnitUse
from lineofsight.base.commands import Context
from lineofsight.demo.norrvik import cast, company, jobs, names, people
from lineofsight.demo.norrvik.cast import Role
from lineofsight.demo.norrvik.changes import Act
from lineofsight.demo.norrvik.hr_files import HrFile
from lineofsight.demo.norrvik.people import Person
from lineofsight.demo.replay.stage import SOURCE, Stage, day_of
from lineofsight.organization import commands
from lineofsight.organization.commands.placing_lines import LineRow, PlaceLines
from lineofsight.organization.commands.placing_people import PersonRow, PlacePeople
from lineofsight.organization.commands.placing_units import PlaceUnits, UnitRow
from lineofsight.organization.models import JobFamily

_JOB_NAMES = {job.key: job.name for job in jobs.JOBS}
_SEATS = {position.holder: position for position in people.POSITIONS}
_ENTITIES = {unit.key: unit.legal_entity for unit in company.UNITS}
_NAMED = {names.slug(named.name): named for named in cast.CAST}


def set_up_organization(stage: Stage, act: Act) -> None:
    """Found the legal entities, calendars, jobs and units."""
    context = stage.context(act.actor)
    for entity in company.LEGAL_ENTITIES:
        said = {"name": entity.name, "country": entity.country, "currency": entity.currency}
        commands.create_legal_entity(context, None, {"source": SOURCE, "key": entity.key, **said})
    for calendar in company.CALENDARS:
        said = {"name": calendar.name, "pattern": calendar.pattern, "time_zone": "Europe/Stockholm"}
        rule = {"start_month": calendar.start_month, **said}
        commands.create_calendar(context, None, {"source": SOURCE, "key": calendar.key, **rule})
    _set_up_jobs(context)
    rows = [
        UnitRow(
            key=unit.key,
            name=unit.name,
            slug=unit.key,
            kind=unit.kind,
            parent=unit.parent or "",
            legal_entity=unit.legal_entity,
            time_zone=unit.time_zone,
            sort_order=place,
            from_=unit.valid_from,
        )
        for place, unit in enumerate(company.UNITS)
    ]
    commands.place_units(context, None, PlaceUnits(source=SOURCE, rows=rows))


def _set_up_jobs(context: Context) -> None:
    families: dict[str, JobFamily] = {}
    for family in jobs.JOB_FAMILIES:
        said = {"source": SOURCE, "key": family.key, "name": family.name}
        families[family.key] = commands.create_job_family(context, None, said)
    for job in jobs.JOBS:
        said = {"source": SOURCE, "key": job.key, "name": job.name}
        commands.create_job(context, None, {**said, "family": families[job.family].public_id})


def import_people(stage: Stage, act: Act) -> None:
    """Take in a file of HR: the people, then the reporting lines."""
    file = act.payload
    assert isinstance(file, HrFile)
    context = stage.context(act.actor)
    rows = [_person_row(person) for person in file.people]
    commands.place_people(context, None, PlacePeople(source=SOURCE, rows=rows))
    lines = [
        LineRow(
            person=line.person,
            manager=line.manager,
            kind=line.kind,  # type: ignore[arg-type]  # one of the three words, held by a test
            weight=line.weight_percent,  # type: ignore[arg-type]  # read as a decimal
            from_=line.valid_from,
        )
        for line in file.lines
    ]
    commands.place_lines(context, None, PlaceLines(source=SOURCE, rows=lines))


def _person_row(person: Person) -> PersonRow:
    seat = _SEATS[person.key]
    given, _, family = person.name.partition(" ")
    return PersonRow(
        key=person.key,
        name=person.name,
        sort_name=f"{family}, {given}",
        email=person.email,
        slug=person.key,
        legal_entity=_ENTITIES[person.unit],
        position=seat.key,
        title=_JOB_NAMES[seat.job],
        unit=seat.unit,
        job=seat.job,
        from_=seat.held_from,
    )


def open_accounts(stage: Stage, act: Act) -> None:
    """Open an account for everyone with a story, a password for those one can sign in as, and give them their roles."""
    context = stage.context(act.actor, act.reason)
    story = [person for person in people.PEOPLE if person.key in _NAMED]
    users = dict(zip((person.key for person in story if person.signs_in), _place_accounts(context, story), strict=True))
    for person in story:
        if not person.signs_in:
            users[person.key] = accounts.create_user(context, None, {"email": person.email, "name": person.name})
        commands.link_account(context, stage.people[person.key], {"user": users[person.key].public_id})
        for role in person.roles:
            _give(context, stage, users[person.key], role)
    stage.forget_rights()


def _place_accounts(context: Context, story: list[Person]) -> list[User]:
    rows = [
        {"email": person.email, "name": person.name, "note": note_of(person)} for person in story if person.signs_in
    ]
    found: list[User] = accounts.place_demo_accounts(context, None, {"password": demo.password(), "rows": rows})
    return found


def note_of(person: Person) -> str:
    """Return the line on the sign-in page that says whom one becomes: the job, and the roles in plain words."""
    held = [roles.name_of(role.role) for role in person.roles if role.role not in ("employee", "manager")]
    job = _JOB_NAMES[person.job]
    return f"{job} · {', '.join(held)}" if held else job


def _give(context: Context, stage: Stage, user: User, role: Role) -> None:
    has_unit = roles.ROLES[role.role].unit is not UnitUse.NEVER
    unit = stage.units[role.unit].public_id if has_unit else None
    commands.assign_role(context, user, {"role": role.role, "unit": unit, "from_": day_of(context)})
