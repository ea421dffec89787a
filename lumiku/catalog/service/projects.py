"""Projects: folders by which a merchant keeps the batches of one campaign together."""

from datetime import datetime

from lumiku import clock, ids
from lumiku.catalog.schemas import Project, ProjectIn, ProjectPage, ProjectPatch
from lumiku.catalog.service.members import listed
from lumiku.catalog.store import queries as store
from lumiku.catalog.store.tables import ProjectItem
from lumiku.catalog.subjects import MemberQuery
from lumiku.cloud import keys
from lumiku.cloud.idempotency import Claim, earlier

__all__ = ["create", "delete", "get", "list_projects", "update"]


def create(sub: str, wanted: ProjectIn, claim: Claim | None, now: datetime) -> str:
    """Makes a project and returns its id; raises NotFound for its kit."""
    if made := earlier(sub, claim, now):
        return made
    project_id = ids.new("prj")
    project = ProjectItem(
        pk=keys.user(sub),
        sk=keys.project(project_id),
        id=project_id,
        brand_kit_id=wanted.brand_kit_id,
        name=wanted.name,
        description=wanted.description,
        created_at=clock.iso(now),
        updated_at=clock.iso(now),
    )
    return store.add_members([project], sub, claim=claim)[0]


def get(sub: str, project_id: str) -> Project:
    """Raises NotFound."""
    return _shown(store.get(ProjectItem, sub, project_id))


def list_projects(sub: str, query: MemberQuery) -> ProjectPage:
    """Those that pass the filters, the newest first."""
    projects, cursor = listed(ProjectItem, sub, keys.project(), query)
    return ProjectPage(data=[_shown(project) for project in projects], next_cursor=cursor)


def update(sub: str, project_id: str, patch: ProjectPatch, now: datetime) -> Project:
    """Raises NotFound, also for the kit it shall move to."""
    changes = patch.changes()
    return _shown(store.change(ProjectItem, sub, project_id, lambda _: changes, now))


def delete(sub: str, project_id: str) -> None:
    """Deletes the folder; the batches in it stay. Raises NotFound."""
    store.remove_member(ProjectItem, sub, project_id)


def _shown(project: ProjectItem) -> Project:
    return Project(
        id=project.id,
        brand_kit_id=project.brand_kit_id,
        name=project.name,
        description=project.description,
        created_at=project.created_at,
        updated_at=project.updated_at,
    )
