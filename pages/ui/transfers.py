"""Files between browser and server: a sentence of ours where one cannot be taken or made.

Streamlit answers a failed upload with the number of an HTTP error, and a failed download with
its own words; it has no setting for either.
"""

from __future__ import annotations

import asyncio
import re
from typing import Final

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.logger import get_logger
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse
from streamlit.runtime import app_session, get_instance
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

from pages.ui import guard
from shopai.engines.failures import FAILURES
from shopai.errors import InputError

#: The type of a file that stands for one that could not be taken; its content says why.
_NOT_TAKEN: Final = "application/x-shopai-not-taken"
_UPLOADS: Final = "/_stcore/upload_file/"
#: What stands before the content of an upload is shorter than so many bytes.
_LONGEST_HEAD: Final = 4096


class Uploads:
    """Lets a file that there is no room for arrive as a sentence in place of its content."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("method") != "PUT" or _UPLOADS not in scope["path"]:
            await self.app(scope, receive, send)
            return
        begin = b""

        async def noted() -> Message:
            nonlocal begin
            message = await receive()
            begin = begin or message.get("body", b"")[:_LONGEST_HEAD]
            return message

        try:
            await self.app(scope, noted, send)
        except FAILURES as error:
            get_logger(__name__).exception("An upload could not be taken")
            _stand_in(scope["path"], begin, error)
            await Response(status_code=204)(scope, receive, send)


def _stand_in(path: str, begin: bytes, error: Exception) -> None:
    """Keep a file that says why the one uploaded to `path`, which begins so, is not here."""
    session, file = path.rpartition(_UPLOADS)[2].split("/")
    name = re.search(rb'filename="([^"]*)"', begin)
    record = UploadedFileRec(
        file_id=file,
        # Streamlit looks at the end of the name again
        name=name[1].decode(errors="replace") if name else "",
        type=_NOT_TAKEN,
        data=guard.said_of(error).encode(),
    )
    kept = get_instance().uploaded_file_mgr
    assert isinstance(kept, MemoryUploadedFileManager)
    kept.add_file(session, record)


def check_taken(uploaded: UploadedFile) -> UploadedFile:
    """The file that was uploaded; InputError with the sentence that arrived in its place."""
    if uploaded.type == _NOT_TAKEN:
        raise InputError("{why}", why=uploaded.getvalue().decode())
    return uploaded


class _Downloads(DeferredFileHandler):
    """Makes the file of a download when its button is clicked."""

    async def handle(
        self,
        request: BackendOperationRequest,
        session_id: str,  # noqa: ARG002
    ) -> BackendOperationResponse:
        files = self._get_media_file_mgr()
        answer = BackendOperationResponse(request_id=request.request_id)
        try:
            url = await asyncio.to_thread(files.execute_deferred, request.deferred_file.file_id)
            answer.deferred_file.url = url
        except Exception as error:
            get_logger(__name__).exception("A download could not be made")
            cause = error.__cause__ or error  # Streamlit's own stands around it
            answer.error_msg = guard.said_of(cause)
        return answer


def say_what_failed_in_downloads() -> None:
    """Let every session that begins from now on make its downloads here."""
    vars(app_session)["DeferredFileHandler"] = _Downloads
