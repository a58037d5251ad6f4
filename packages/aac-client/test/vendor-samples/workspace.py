# Follows the steps of the vendor's sample, in words of our own; see workspace.js.
import base64
import json
import urllib.parse
import urllib.request


def line(file):
    with open(file, encoding="utf-8") as text:
        return text.read().strip()


pair = json.loads(line("creds.json"))
payload = pair["access_token"].split(".")[1]
told = json.loads(base64.b64decode(payload + "=" * (-len(payload) % 4)))

form = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"], "client_id": told["client_id"]}
with urllib.request.urlopen(told["iss"] + "/token", urllib.parse.urlencode(form).encode()) as answer:
    fresh = json.load(answer)
with open("creds.json", "w", encoding="utf-8") as file:
    json.dump(fresh, file)

headers = {
    "Accept": "application/json",
    "Authorization": "Bearer " + fresh["access_token"],
    "x-api-project-id": line("api_project_id.txt"),
    "User-Agent": "a sample",
}
request = urllib.request.Request(line("aac_url.txt") + "/iam/v1/workspaces/current", headers=headers)
with urllib.request.urlopen(request) as workspace:
    print(json.load(workspace)["id"])
