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


def create(user_id: str, wanted: ProjectIn, claim: Claim | None, now: datetime) -> str:
    """Makes a project and returns its id; raises NotFound for its kit."""
    if made := earlier(user_id, claim, now):
        return made
    project_id = ids.new("prj")
    project = ProjectItem(
        pk=keys.user(user_id),
        sk=keys.project(project_id),
        id=project_id,
        brand_kit_id=wanted.brand_kit_id,
        name=wanted.name,
        description=wanted.description,
        created_at=clock.iso(now),
        updated_at=clock.iso(now),
    )
    return store.add_members([project], user_id, claim=claim)[0]


def get(user_id: str, project_id: str) -> Project:
    """Raises NotFound."""
    return _shown(store.get(ProjectItem, user_id, project_id))


def list_projects(user_id: str, query: MemberQuery) -> ProjectPage:
    """Those that pass the filters, the newest first."""
    projects, cursor = listed(ProjectItem, user_id, keys.project(), query)
    return ProjectPage(data=[_shown(project) for project in projects], next_cursor=cursor)


def update(user_id: str, project_id: str, patch: ProjectPatch, now: datetime) -> Project:
    """Raises NotFound, also for the kit it shall move to."""
    changes = patch.changes()
    return _shown(store.change(ProjectItem, user_id, project_id, lambda _: changes, now))


def delete(user_id: str, project_id: str) -> None:
    """Deletes the folder; the batches in it stay. Raises NotFound."""
    store.remove_member(ProjectItem, user_id, project_id)


def _shown(project: ProjectItem) -> Project:
    return Project(
        id=project.id,
        brand_kit_id=project.brand_kit_id,
        name=project.name,
        description=project.description,
        created_at=project.created_at,
        updated_at=project.updated_at,
    )
