# Follows the steps of the vendor's sample, in words of our own; see workspace.js.
set -eu

# The text of one key in a flat JSON object.
text() { sed -n 's/.*"'"$1"'": *"\([^"]*\)".*/\1/p' | head -n 1; }

access=$(text access_token <creds.json)
payload=$(printf %s "$access" | cut -d . -f 2)
while [ $((${#payload} % 4)) -ne 0 ]; do payload="$payload="; done
told=$(printf %s "$payload" | base64 -d)

curl -sS "$(printf %s "$told" | text iss)/token" \
  --data-urlencode grant_type=refresh_token \
  --data-urlencode "refresh_token=$(text refresh_token <creds.json)" \
  --data-urlencode "client_id=$(printf %s "$told" | text client_id)" >answer.json
cat answer.json >creds.json

curl -sS "$(cat aac_url.txt)/iam/v1/workspaces/current" \
  -H 'Accept: application/json' \
  -H "Authorization: Bearer $(text access_token <creds.json)" \
  -H "x-api-project-id: $(cat api_project_id.txt)" \
  -H 'User-Agent: a sample' | sed 's/^{"id": *\([0-9]*\).*/\1/'
