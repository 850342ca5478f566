"""`schemathesis` as the judge of the node's interface: does it answer as its description says?

`python contract.py DESCRIPTION ADDRESS CALLS SEED` asks a running node CALLS times what its OpenAPI
text allows, and what it does not. The owner's token is read from standard input, or that of a program,
with the `Host` by which it asks at the web door, as the environment's HOST. Prints the codes of all
problems that were told, one JSON text; then what was answered otherwise than described, and fails if
anything was. The same SEED asks the same of the same node.

A third of what is asked breaks the description. Of the rest, ids, names and documents are mostly
those of things that are there: as a whole by chance, nothing would be found.
"""

import base64
import json
import os
import random
import sys
from urllib.parse import quote

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.checks import not_a_server_error


# Where an identifier may be of a method that the node does not know.
OF_ANY_METHOD = ("/vc/identifiers/{id}", "/1.0/identifiers/{id}")


def no_failure(ctx, response, case):
    """No failure of the node. That a method of DIDs is not known (501) is none of a resolver."""
    if response.status_code != 501 or case.operation.path not in OF_ANY_METHOD:
        not_a_server_error(ctx, response, case)


CHECKS = [
    no_failure,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

# One never ends; after the other nothing is answered any more, so it is asked last.
ENDLESS, LAST = "events", "shutdown"

PATIENCE = 20


class Node:
    """A running node, asked as it is described."""

    def __init__(self, address, token, host):
        self.address = address
        self.headers = {"Authorization": f"Bearer {token}"} | ({"Host": host} if host else {})
        self.session = requests.Session()
        self.calls, self.codes, self.faults = 0, set(), {}

    def post(self, path, body):
        """One thing made, so that there is something to ask for."""
        url, headers = self.address + path, self.headers
        reply = self.session.post(url, json=body, headers=headers, timeout=PATIENCE)
        if reply.status_code >= 300:
            raise SystemExit(f"{path}: {reply.status_code} {reply.text}")
        return reply.json()

    def judge(self, case):
        """Asks, and looks whether the answer is as described."""
        self.calls += 1
        ask = {"base_url": self.address, "headers": self.headers, "timeout": PATIENCE}
        reply = case.call(session=self.session, allow_redirects=False, **ask)
        self.codes |= codes(reply.content)
        try:
            case.validate_response(reply, checks=CHECKS)
        except FailureGroup as group:
            for fault in group.exceptions:
                name = f"{case.operation.label}: {fault.title}"
                self.faults.setdefault(name, f"{fault.message}\n{case.as_curl_command()}\n{reply.content[:600]}")


def codes(answer):
    """The code of a problem, in our shape or in that of the Open Badges API; none elsewhere."""
    try:
        told = json.loads(answer)
    except ValueError:
        return set()
    if not isinstance(told, dict):
        return set()
    minor = told.get("imsx_codeMinor", {}).get("imsx_codeMinorField", [])
    named = [field["imsx_codeMinorFieldName"].split("#")[-1] for field in minor]
    return {code for code in [told.get("code"), *named] if isinstance(code, str)}


def furnish(node):
    """Things of every sort that can be asked for, by the names under which they are asked for."""
    say = lambda text: {"en": text, "fr": text}
    learner = node.post("/v1/identities", {"party": "person", "name": "Learner"})["did"]
    school = {"as": "School"}
    described = {"name": say("Swimmer"), "description": say("Swims"), "criteria": say("Swim")}
    achievement = node.post("/v1/achievements", school | described)["id"]
    award = school | {"achievement": achievement, "to": learner}
    awards = [node.post("/v1/credentials", award) for _ in range(24)]
    badges = [award["item"]["id"] for award in awards]
    for award in awards[:8]:
        node.post(f"/v1/offers/{award['letter']}/accept", {"as": "Learner"})
    text = awards[0]["item"]["document"]
    file = base64.b64encode(text.encode()).decode()
    meet = lambda words: school | {"with": learner, "words": words}
    met = [node.post("/v1/recognitions", meet(f"known {n}"))["item"]["id"] for n in range(8)]
    node.post(f"/v1/recognitions/{met[0]}/accept", {"as": "Learner"})
    node.post("/v1/endorsements", school | {"target": learner, "comment": "yes"})
    node.post("/v1/contacts", {"did": learner, "name": "Friend"})
    waits = {"change": "suspend", "undo_seconds": 86400, "credentials": [{"id": badges[-1]}]}
    change = node.post("/v1/status-changes", school | waits)["pending"]["id"]
    tokens = [node.post("/v1/tokens", {"scopes": ["issue"]})["token"]["id"] for _ in range(8)]
    dids, times = [school_did(awards[0]), learner], ["2030-01-01T00:00:00Z", "2020-01-01T00:00:00Z"]
    paths = {
        "/v1/achievements/": [achievement],
        "/v1/credentials/": badges,
        "/v1/offers/": [award["letter"] for award in awards],
        "/v1/recognitions/": met,
        "/v1/status-changes/": [change],
        "/v1/tokens/": tokens,
        "/vc/identifiers/": dids,
        "/1.0/identifiers/": dids,
        "/vc/{id}/": ["eddsa-rdfc-2022"],
    }
    members = {
        "as": ["School", "Learner"],
        "to": dids,
        "with": dids,
        "did": dids,
        "list": ["0", "1"],
        "target": [achievement, learner, badges[1]],
        "achievement": [achievement, "Swimmer"],
        "document": [file, text],
        "credential": [json.loads(text)],
        "verifiableCredential": [json.loads(text)],
        "credentialId": badges,
        "credentials": [[{"id": badge}] for badge in badges],
        "change": ["revoke", "suspend", "resume"],
        "name": [say("Diver"), "Somebody"],
        "description": [say("Dives")],
        "criteria": [say("Dive")],
    }
    for name in ["until", "since", "valid_from", "valid_until", "at", "expires", "created"]:
        members[name] = times
    return paths, members


def school_did(award):
    return award["item"]["issuer"]


class Pool:
    """What is there, put into what is asked."""

    def __init__(self, paths, members, wanted, chance):
        self.paths, self.members, self.wanted, self.chance = paths, members, wanted, chance

    def put(self, case):
        fits = lambda prefix: case.operation.path.startswith(prefix)
        own = next((values for prefix, values in self.paths.items() if fits(prefix)), None)
        for name in case.path_parameters or {}:
            values = own if own and name == "id" else self.members.get(name)
            if values and self.chance.random() < 0.8:
                case.path_parameters[name] = quote(self.chance.choice(values), safe=":")
        if self.chance.random() < 0.8:
            (case.headers or {}).pop("Idempotency-Key", None)
            (case.query or {}).pop("cursor", None)
            if "as" in (case.query or {}):
                case.query["as"] = self.chance.choice(self.members["as"])
        if not isinstance(case.body, dict):
            return
        required = self.wanted[case.operation.definition.raw["operationId"]]
        # Each member more that is drawn by chance is one more reason to refuse the whole.
        for name in sorted(set(required) | set(case.body)):
            needed, values = required.get(name, False), self.members.get(name)
            if values and self.chance.random() < (0.9 if needed else 0.3):
                case.body[name] = self.chance.choice(values)
            elif not needed and self.chance.random() < 0.8:
                case.body.pop(name, None)


def bodies(description):
    """Of each operation the members of its body, and whether they must be there."""
    found = {}
    for methods in description["paths"].values():
        for operation in methods.values():
            content = operation.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema", {})
            if "$ref" in schema:
                schema = description["components"]["schemas"][schema["$ref"].split("/")[-1]]
            needed = schema.get("required", [])
            names = {name: name in needed for name in schema.get("properties", {})}
            found[operation["operationId"]] = names
    return found


def ask(node, pool, operation, mode, calls, number):
    """Asks one operation up to so many times; fewer where no more can be made up."""
    quiet = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}

    @seed(number)
    @settings(max_examples=calls, phases=[Phase.generate], **quiet)
    @given(operation.as_strategy(generation_mode=mode))
    def each(case):
        if mode is GenerationMode.POSITIVE and pool:
            pool.put(case)
        node.judge(case)

    try:
        each()
    except Unsatisfiable:
        pass  # An operation that takes nothing cannot be asked wrongly.


def main(description, address, calls, number):
    calls, number = int(calls), int(number)
    host = os.environ.get("HOST")
    node = Node(address, sys.stdin.readline().strip(), host)
    with open(description) as text:
        description = json.load(text)
    schema = schemathesis.openapi.from_dict(description)
    # What a stranger may ask by the web door is made up whole: nothing there can be furnished.
    chance, wanted = random.Random(number), bodies(description)
    pool = None if host else Pool(*furnish(node), wanted, chance)
    all_of_them = [found.ok() for found in schema.get_all_operations()]
    named = {one.definition.raw["operationId"]: one for one in all_of_them}
    last = named.pop(LAST)
    named.pop(ENDLESS)
    turn = 0
    while node.calls < calls - 1:
        share = max(1, min(30, (calls - node.calls) // len(named)))
        for name, operation in sorted(named.items()):
            mode = GenerationMode.NEGATIVE if turn % 3 == 2 else GenerationMode.POSITIVE
            left = min(share, calls - 1 - node.calls)
            if left > 0:
                ask(node, pool, operation, mode, left, number + turn)
        turn += 1
    node.judge(last.Case())
    print(json.dumps(sorted(node.codes)))
    print(f"{node.calls} calls, {len(node.faults)} answers outside the description", file=sys.stderr)
    for name, fault in node.faults.items():
        print(f"\n{name}\n{fault}", file=sys.stderr)
    return 1 if node.faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
