"""What Microsoft's own library says of tokens. Runs in an environment that has only that library.

Reads a JSON object with the cases from its input, and writes a list of true and false.
"""

import asyncio
import json
import sys

from botbuilder.schema import Activity
from botframework.connector.auth import JwtTokenValidation, SimpleCredentialProvider
from botframework.connector.auth.channel_validation import ChannelValidation


async def main() -> None:
    asked = json.load(sys.stdin)
    ChannelValidation.open_id_metadata_endpoint = asked["metadata_url"]
    credentials = SimpleCredentialProvider(asked["app_id"], "secret")
    accepted = []
    for case in asked["cases"]:
        activity = Activity(channel_id=case["channel"], service_url=case["service_url"])
        try:
            claims = await JwtTokenValidation.authenticate_request(
                activity, case["header"], credentials
            )
            accepted.append(bool(claims.is_authenticated))
        except Exception:
            accepted.append(False)
    json.dump(accepted, sys.stdout)


asyncio.run(main())
