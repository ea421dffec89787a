"""/projects"""

from typing import Final

from functions.api.routing import AnyRoute, Call, Reply, Route
from lumiku.catalog.schemas import Project, ProjectIn, ProjectPage, ProjectPatch
from lumiku.catalog.service import projects
from lumiku.catalog.subjects import MemberQuery

__all__ = ["ROUTES"]


def list_projects(call: Call[None, MemberQuery]) -> Reply:
    return Reply(projects.list_projects(call.user_id, call.query))


def create(call: Call[ProjectIn, None]) -> Reply:
    project_id = projects.create(call.user_id, call.body, call.claim, call.now)
    project = projects.get(call.user_id, project_id)
    return Reply(project, headers={"Location": f"/v1/projects/{project.id}"})


def get(call: Call[None, None]) -> Reply:
    return Reply(projects.get(call.user_id, call.id("project_id")))


def update(call: Call[ProjectPatch, None]) -> Reply:
    return Reply(projects.update(call.user_id, call.id("project_id"), call.body, call.now))


def delete(call: Call[None, None]) -> Reply:
    projects.delete(call.user_id, call.id("project_id"))
    return Reply()


_ALL: Final = "/v1/projects"
_ONE: Final = "/v1/projects/{project_id}"

ROUTES: Final[tuple[AnyRoute, ...]] = (
    Route(
        "GET",
        _ALL,
        "listProjects",
        list_projects,
        "Daftar proyek",
        "List projects",
        query=MemberQuery,
        out=ProjectPage,
    ),
    Route(
        "POST",
        _ALL,
        "createProject",
        create,
        "Buat proyek",
        "Create a project",
        body=ProjectIn,
        out=Project,
        status=201,
        creates=True,
    ),
    Route("GET", _ONE, "getProject", get, "Lihat proyek", "Get a project", out=Project),
    Route(
        "PATCH",
        _ONE,
        "updateProject",
        update,
        "Ubah proyek",
        "Change a project",
        body=ProjectPatch,
        out=Project,
    ),
    Route("DELETE", _ONE, "deleteProject", delete, "Hapus proyek", "Delete a project", status=204),
)
