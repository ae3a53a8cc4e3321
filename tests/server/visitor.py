"""A visitor of a running dashboard without a browser: it speaks Streamlit's protocol."""

from __future__ import annotations

import http.client
from contextlib import ExitStack
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.util import calc_hash
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.server.conftest import PATIENCE, Server

XSRF = "_streamlit_xsrf"
BOUNDARY = "part"


class Visitor:
    """One browser session. `elements` are those of the last run, in the order they came."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.token = _token(server)
        self.elements: list[Element] = []
        self.session = ""
        self._open = ExitStack()
        self._socket = self._open.enter_context(
            connect(
                f"ws://127.0.0.1:{server.port}/_stcore/stream",
                origin=f"http://127.0.0.1:{server.port}",  # type: ignore[arg-type]
                subprotocols=[Subprotocol("streamlit"), Subprotocol(self.token)],
                additional_headers={"Cookie": f"{XSRF}={self.token}"},
                max_size=None,
            )
        )

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def open(self, page: str = "overview", *states: WidgetState) -> None:
        """Run a page, with some of its widgets in these states, to the end."""
        self.begin(page, *states)
        self._wait()

    def follow(self, name: str, query: str = "") -> None:
        """Run the page of a name, as a browser does that comes by a link."""
        client = ClientState(page_name=name, query_string=query)
        self._socket.send(BackMsg(rerun_script=client).SerializeToString())
        self._wait()

    def _wait(self) -> None:
        """Keep what a run shows until its end."""
        self.elements = []
        while True:
            message = self._received()
            assert not message.HasField("page_not_found")
            if message.HasField("new_session"):
                self.session = message.new_session.initialize.session_id
            elif message.HasField("delta") and message.delta.HasField("new_element"):
                self.elements.append(message.delta.new_element)
            elif message.HasField("script_finished"):
                if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return
                self.elements = []

    def begin(self, page: str = "overview", *states: WidgetState) -> None:
        """Ask for the run of a page, and wait for nothing."""
        client = ClientState(page_script_hash=calc_hash("" if page == "overview" else page))
        client.widget_states.widgets.extend(states)
        self._socket.send(BackMsg(rerun_script=client).SerializeToString())

    def upload(self, page: str, name: str, content: bytes) -> None:
        """Put a file into the upload control of a page, and run it."""
        uploader = self.only("file_uploader")
        asked = BackMsg()
        asked.file_urls_request.request_id = "1"
        asked.file_urls_request.file_names.append(name)
        asked.file_urls_request.session_id = self.session
        self._socket.send(asked.SerializeToString())
        while not (message := self._received()).HasField("file_urls_response"):
            pass
        (urls,) = message.file_urls_response.file_urls
        status, said = put(self.server, urls.upload_url, name, content, self.token)
        assert status == 204, said
        state = WidgetState(id=uploader.id)
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.file_id, info.name, info.size = urls.file_id, name, len(content)
        info.file_urls.CopyFrom(urls)
        self.open(page, state)

    def click(self, page: str, key: str) -> None:
        """Click a button of the last run."""
        (button,) = (each for each in self.all("button") if each.id.endswith(f"-{key}"))
        self.open(page, WidgetState(id=button.id, trigger_value=True))

    def download(self, name: str) -> str:
        """Click the download button of this name: the address of its file, or why there is none."""
        (button,) = (each for each in self.all("download_button") if each.label == name)
        asked = BackMsg()
        asked.backend_operation_request.request_id = "1"
        asked.backend_operation_request.session_id = self.session
        asked.backend_operation_request.deferred_file.file_id = button.deferred_file_id
        self._socket.send(asked.SerializeToString())
        while not (message := self._received()).HasField("backend_operation_response"):
            pass
        answer = message.backend_operation_response
        return answer.deferred_file.url or answer.error_msg

    def all(self, kind: str) -> list[Any]:
        """The elements of a kind, named as in Streamlit's protocol."""
        return [getattr(each, kind) for each in self.elements if each.WhichOneof("type") == kind]

    def only(self, kind: str) -> Any:
        (element,) = self.all(kind)
        return element

    def text(self) -> str:
        """The words of the last run, without Markdown's escapes."""
        said = [each.body for kind in ("heading", "markdown", "alert") for each in self.all(kind)]
        return "\n".join(said).replace("\\", "").replace("\u2060", "")

    def _received(self) -> ForwardMsg:
        content = self._socket.recv(timeout=PATIENCE)
        assert isinstance(content, bytes)
        message = ForwardMsg()
        message.ParseFromString(content)
        return message


def put(server: Server, path: str, name: str, content: bytes, token: str, **headers: str) -> Any:
    """Status and answer of an upload."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    usual = {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "X-Xsrftoken": token,
        "Cookie": f"{XSRF}={token}",
    }
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.request("PUT", path, body, usual | headers)
    response = connection.getresponse()
    return response.status, response.read().decode()


def _token(server: Server) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.request("GET", "/_stcore/health")
    cookies = connection.getresponse().headers.get_all("Set-Cookie") or []
    (cookie,) = (each for each in cookies if each.startswith(f"{XSRF}="))
    return cookie.removeprefix(f"{XSRF}=").partition(";")[0]
