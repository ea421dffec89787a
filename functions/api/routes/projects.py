"""/projects"""

from typing import Final

from functions.api.routing import WRITES, Call, Reply, RouteTable
from lumiku.catalog.schemas import Project, ProjectIn, ProjectPage, ProjectPatch
from lumiku.catalog.service import projects
from lumiku.catalog.subjects import MemberQuery
from lumiku.errors import NotFound

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable()


@ROUTES.route(
    method="GET",
    path="/v1/projects",
    operation_id="listProjects",
    summary_id="Daftar proyek",
    summary_en="List projects",
    query=MemberQuery,
    out=ProjectPage,
)
def list_projects(call: Call[None, MemberQuery]) -> Reply:
    return Reply(projects.list_projects(call.user_id, call.query))


@ROUTES.route(
    method="POST",
    path="/v1/projects",
    operation_id="createProject",
    summary_id="Buat proyek",
    summary_en="Create a project",
    body=ProjectIn,
    out=Project,
    status=201,
    creates=True,
    headers=("Location",),
    errors=(NotFound, *WRITES),
)
def create(call: Call[ProjectIn]) -> Reply:
    project_id = projects.create(call.user_id, call.body, call.claim, call.now)
    project = projects.get(call.user_id, project_id)
    return Reply(project, headers={"Location": f"/v1/projects/{project.id}"})


@ROUTES.route(
    method="GET",
    path="/v1/projects/{project_id}",
    operation_id="getProject",
    summary_id="Lihat proyek",
    summary_en="Get a project",
    out=Project,
)
def get(call: Call) -> Reply:
    return Reply(projects.get(call.user_id, call.id("project_id")))


@ROUTES.route(
    method="PATCH",
    path="/v1/projects/{project_id}",
    operation_id="updateProject",
    summary_id="Ubah proyek",
    summary_en="Change a project",
    body=ProjectPatch,
    out=Project,
    errors=WRITES,
)
def update(call: Call[ProjectPatch]) -> Reply:
    return Reply(projects.update(call.user_id, call.id("project_id"), call.body, call.now))


@ROUTES.route(
    method="DELETE",
    path="/v1/projects/{project_id}",
    operation_id="deleteProject",
    summary_id="Hapus proyek",
    summary_en="Delete a project",
    status=204,
    errors=WRITES,
)
def delete(call: Call) -> Reply:
    projects.delete(call.user_id, call.id("project_id"))
    return Reply()
