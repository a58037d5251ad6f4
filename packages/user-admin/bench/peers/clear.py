"""Clears a workspace of Alteryx Analytics Cloud, one request after the other.

What the script that is passed around in the vendor's forum was meant to do, in its own words and without its mistakes:
it reads every page, keeps who is protected, takes 204 for a success and renews a token that has ended. It plans
nothing, asks nobody, looks at nothing afterwards, and keeps no record.

    python clear.py [--transfer PERSON_ID] <<< '{"base_url": …, "workspace": …, "access_token": …, "refresh_token": …,
                                                "client_id": …, "protected": ["ana@example.edu"]}'
"""

import json
import sys
import time

import requests

given = json.load(sys.stdin)
base_url, workspace, client_id = given["base_url"], given["workspace"], given["client_id"]
access_token, refresh_token = given["access_token"], given["refresh_token"]
excluded = {email.strip().lower() for email in given["protected"]}
receiver = int(sys.argv[2]) if sys.argv[1:2] == ["--transfer"] else None
people_url = f"{base_url}/iam/v1/workspaces/{workspace}/people"

# One session keeps its connection, which is the faster way.
session = requests.Session()
session.headers.update({"Authorization": f"Bearer {access_token}", "Accept": "application/json"})
sent = 0


def renew():
    global refresh_token
    answer = session.post(
        f"{base_url}/as/token",
        data={"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": client_id},
        headers={"Authorization": None},
        timeout=30,
    )
    answer.raise_for_status()
    pair = answer.json()
    refresh_token = pair.get("refresh_token", refresh_token)
    session.headers["Authorization"] = f"Bearer {pair['access_token']}"


def request(method, url, **kwargs):
    global sent
    sent += 1
    answer = session.request(method, url, timeout=30, **kwargs)
    if answer.status_code == 401:
        renew()
        sent += 2
        answer = session.request(method, url, timeout=30, **kwargs)
    answer.raise_for_status()
    return answer


def everybody():
    people = []
    while True:
        page = request("GET", people_url, params={"limit": 25, "offset": len(people)}).json()["data"]
        people += page
        if len(page) < 25:
            return people


began = time.perf_counter()
to_remove = [person for person in everybody() if (person.get("email") or "").lower() not in excluded]
removed = 0
for person in to_remove:
    if receiver is not None:
        request(
            "PATCH",
            f"{base_url}/iam/v1/workspaces/{workspace}/transfer",
            json={"fromPersonId": person["id"], "toPersonId": receiver, "assets": "all"},
        )
    if request("DELETE", f"{people_url}/{person['id']}").status_code in (200, 204):
        removed += 1
print(json.dumps({"seconds": time.perf_counter() - began, "requests": sent, "removed": removed}))
