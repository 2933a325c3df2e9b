"""The address that ``wenju serve`` would listen at: free, or who is there."""

from __future__ import annotations

import http.client
import ipaddress
import json
from collections.abc import Iterator

from api.cli.serve import bind
from api.doctor.finding import Finding, ok, problem, warning
from api.doctor.machine import Machine
from index.errors import ServerError

_PATIENCE = 1.0  # seconds
_ENOUGH = 4096  # bytes of a reply


def check_port(machine: Machine) -> Iterator[Finding]:
    """Whether the port can be had. Taken by a wenju is well; asked is only this machine."""
    where = f"{machine.host}:{machine.port}"
    try:
        bind(machine.host, machine.port, listening=False).close()
    except ServerError as error:
        if _wenju_answers(machine.host, machine.port):
            yield ok("port", f"A wenju already serves at {where}.")
            return
        # Nobody asked for this port: questions on the command line need none.
        amiss = problem if machine.port_named else warning
        yield amiss("port", f"{where}: {error.what}.", _elsewhere(machine))
        return
    yield ok("port", f"{where} is free." if machine.port else "Any free one will be taken.")


def _elsewhere(machine: Machine) -> str:
    """A line that serves at a port that is free just now."""
    index = ("--index", machine.index) if machine.index_named else ()
    try:
        with bind(machine.host, 0, listening=False) as listener:
            port, host = str(listener.getsockname()[1]), machine.host
    except ServerError:  # the host is none of ours
        port, host = str(machine.port), "127.0.0.1"
    return machine.install.command("serve", *index, "--host", host, "--port", port)


def _wenju_answers(host: str, port: int) -> bool:
    """Whether who listens there is alive and has an index, as only wenju says it."""
    return (
        _loopback(host)
        and _get(host, port, "/healthz") == {"status": "ok"}
        and isinstance(ready := _get(host, port, "/readyz"), dict)
        and (ready.keys() == {"status", "index"} or ready.keys() == {"error"})
    )


def _loopback(host: str) -> bool:
    """Whether a host is this machine itself; a name but localhost is not looked up."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _get(host: str, port: int, path: str) -> object:
    """The JSON that is there; None if there is none."""
    connection = http.client.HTTPConnection(host, port, timeout=_PATIENCE)
    try:
        connection.request("GET", path, headers={"accept": "application/json"})
        return json.loads(connection.getresponse().read(_ENOUGH))
    except (TimeoutError, OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
