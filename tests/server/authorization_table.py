"""Who may do what, as a person reads it: the table that the live routes are checked against."""

TABLE = """
health                                      GET: open
openapi.json                                GET: anyone
me                                          GET: anyone
events                                      GET: anyone
stacks                                      GET: anyone
stacks/{user}/{name}/-                      GET: see       PATCH: change   DELETE: delete
stacks/{user}/{name}/-/restore              POST: restore
stacks/{user}/{name}/-/whole                GET: see
stacks/{user}/{name}/-/frames               GET: see       POST: push
FRAME                                       GET: see       DELETE: change
FRAME/pull                                  GET: see
FRAME/restore                               POST: change
stacks/{user}/{name}/-/head                 PUT: change
stacks/{user}/{name}/-/tags/{tag}           PUT: change    DELETE: change
FRAME/lineage                               GET: see
FRAME/diff                                  GET: see
FRAME/choices                               GET: see
ATTACHMENT                                  GET: see
ATTACHMENT/content                          GET: see       HEAD: see
ATTACHMENT/rows                             GET: see
ATTACHMENT/table                            GET: see
stacks/{user}/{name}/-/permissions          GET: share
stacks/{user}/{name}/-/permissions/{other}  PUT: share     DELETE: share
dashboards                                  GET: anyone    POST: make-own
dashboards/{user}/{name}/-                  GET: see       PUT: make       PATCH: share   DELETE: delete
dashboards/{user}/{name}/-/notebook         GET: see
dashboards/{user}/{name}/-/whole            GET: see
dashboards/{user}/{name}/-/restore          POST: restore
dashboards/{user}/{name}/-/permissions      GET: share
dashboards/{user}/{name}/-/permissions/{other}  PUT: share  DELETE: share
contents/{sha256}                           GET: read      HEAD: read      PUT: upload
contents/{sha256}/pieces                    GET: read
contents/{sha256}/cuts                      POST: upload
contents/missing                            POST: signed-in
users                                       GET: anyone    POST: add
users/{other}                               GET: self      PATCH: self     DELETE: admin
users/{other}/tokens                        GET: self      POST: self
users/{other}/links                         POST: self
tokens/{id}                                 DELETE: token
adopt                                       POST: make-new
deleted                                     GET: anyone
usage                                       GET: anyone
gc                                          POST: keep
verify                                      POST: keep
"""
"""The resources of v1; who watches over the server asks for its health without an identity.

What a word means is in `MAY` and `refusal` of the test.
"""

CALLS = """
dstack/api/stacks/access                    POST: push
dstack/api/stacks/comments/{other}          GET: absent    POST: absent
dstack/api/dashboards/create                POST: make-new
dstack/api/dashboards/update                POST: change
dstack/api/dashboards/delete                POST: delete
dstack/api/dashboards/cards/insert          POST: change
dstack/api/dashboards/cards/update          POST: change
dstack/api/dashboards/cards/delete          POST: change
dstack/api/dashboards/{user}                GET: anyone
dstack/api/dashboards/{user}/{name}         GET: see
dstack/api/permissions/add                  POST: share
dstack/api/permissions/delete               POST: share
dstack/api/users/login                      GET: open      POST: open
dstack/api/users/logout                     GET: anyone
dstack/api/users/verify                     GET: open
dstack/api/users/register                   GET: open      POST: open
dstack/api/users/reset                      GET: open
dstack/api/users/remember                   GET: person
dstack/api/users/info                       POST: known
dstack/api/users/exists/{other}             GET: person
dstack/api/users/update/token               POST: self
dstack/api/users/update/settings            POST: self
dstack/api/users/update/password            GET: open      POST: open
dstack/api/users/admin/list                 GET: add
dstack/api/users/admin/create               POST: add
dstack/api/users/admin/reset                POST: self
dstack/api/users/admin/edit                 POST: admin
dstack/api/users/admin/delete               POST: admin
dstack/api/config/info                      GET: anyone
dstack/api/support/submit                   GET: absent    POST: absent
dstack/api/jobs                             GET: absent    POST: absent
dstack/api/jobs/{name}                      GET: absent    POST: absent
dstack/api/apps/{name}                      GET: absent    POST: absent
dstack/api/stacks/push                      POST: push
dstack/api/stacks/create                    POST: make-new
dstack/api/stacks/update                    POST: change
dstack/api/stacks/delete                    POST: delete
dstack/api/stacks/{user}                    GET: anyone
dstack/api/stacks/{user}/{name}             GET: see
dstack/api/frames/{user}/{name}/{frame}     GET: see
dstack/api/attachs/{user}/{name}/{frame}/{index}  GET: see
dstack/api/files/{user}/{name}/{frame}/{index}    GET: open  PUT: open
"""
"""The calls of 2020, which refuse with codes of their own."""

PAGES = {
    "dstack/api/.*": "GET: absent  HEAD: absent  POST: absent  PUT: absent  PATCH: absent  DELETE: absent",
    "dstack/static/([0-9A-Za-z]{1,64})/([^/]+)": "GET: anyone  HEAD: anyone",
    "dstack/d/([^/]+)/(.+)": "GET: page  HEAD: page",
    "dstack/s/([^/]+)/(.+)": "GET: page  HEAD: page",
    "dstack/v/([^/]+)/(.+)": "GET: absent",  # without Voila; tests of Voila have their own server
    "dstack/dashboards": "GET: anyone",
    "dstack/settings": "GET: anyone",  # who may not see it is told so by the page
    "dstack/users": "GET: anyone",
    "dstack/?": "GET: anyone",
    "dstack/.*": "GET: absent",
    "metrics": "GET: add",
    "dstack/sign-out": "POST: signed-in",
    "dstack/password": "GET: account  POST: account",
    "dstack/sign-in": "GET: open  POST: open",  # nobody is signed in where one signs in
    "dstack/sign-in/link": "GET: open  POST: open",  # the same, and its secret is the proof
}
"""The pages, by their patterns."""


def verbs(line):
    """``{"GET": "see"}`` of ``GET: see``."""
    words = line.split()
    return {method.rstrip(":"): rule for method, rule in zip(words[::2], words[1::2], strict=True)}


def resources():
    """The table of v1: the verbs of each template."""
    frame = "stacks/{user}/{name}/-/frames/{frame}"
    return _table(TABLE.replace("ATTACHMENT", f"{frame}/attachments/{{index}}").replace("FRAME", frame))


def calls():
    """The table of the calls of 2020: the verbs of each address."""
    return _table(CALLS)


def _table(text):
    lines = (line.split(maxsplit=1) for line in text.strip().splitlines())
    return {template: verbs(rest) for template, rest in lines}
