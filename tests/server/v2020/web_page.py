"""The web page of 2020, as it spoke to its server: a session, its calls, and what they answered."""

import json
from urllib.parse import quote


class Refused(Exception):
    """An answer that is an error: its status, its message, and why."""

    def __init__(self, status, said):
        super().__init__(status, said["message"])
        self.status, self.message, self.why = status, said["message"], said.get("reason", "")


class WebPage:
    """Keeps the secret of its session and sends it in the header; without one it is a guest's."""

    def __init__(self, team, user=None):
        self.team, self.user = team, user
        self.session = team.store.doors.follow(team.store.doors.link(team.named(user))) if user else None

    async def get(self, *parts, **query):
        return await self._call("GET", "/".join(quote(part, safe="/@") for part in parts), params=query or None)

    async def post(self, call, *, query=None, **fields):
        return await self._call("POST", call, body=json.dumps(fields), params=query)

    async def sign_in(self, user, password):
        self.user, self.session = user, (await self.post("users/login", user=user, password=password))["session"]

    async def dashboards(self, user=None):
        return (await self.get("dashboards", user or self.user))["dashboards"]

    async def dashboard(self, board, user=None):
        return (await self.get("dashboards", user or self.user, board))["dashboard"]

    async def new_dashboard(self, **fields):
        return (await self.post("dashboards/create", user=self.user, **fields))["dashboard"]

    async def add_stacks(self, board, *stacks, index=0):
        """The dialog "add stack", which asks for attachments that it never gets."""
        cards = [stack if isinstance(stack, dict) else {"stack": stack} for stack in stacks]
        fields = {"user": self.user, "dashboard": board, "index": index, "cards": cards}
        return (await self.post("dashboards/cards/insert", query={"attachments": "true"}, **fields))["dashboard"]

    async def change_card(self, board, stack, **fields):
        return await self.post("dashboards/cards/update", user=self.user, dashboard=board, stack=stack, **fields)

    async def take_card(self, board, stack):
        return await self.post("dashboards/cards/delete", user=self.user, dashboard=board, stack=stack)

    async def share(self, path, user):
        return await self.post("permissions/add", path=path, user=user)

    async def unshare(self, path, user):
        return await self.post("permissions/delete", path=path, user=user)

    async def _call(self, method, call, **options):
        headers = {"Content-Type": "application/json;charset=UTF-8", "Accept": "application/json, text/plain, */*"}
        if self.session:
            headers["Authorization"] = f"Bearer {self.session}"
        answer = await self.team.ask(f"dstack/api/{call}", method=method, headers=headers, **options)
        assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
        assert answer.headers["Cache-Control"] == "no-cache, no-store"
        said = json.loads(answer.body)
        if answer.code != 200:
            raise Refused(answer.code, said)
        return said
