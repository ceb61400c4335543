"""The environment of a kernel behind a page: what it needs to run, and none of the server's secrets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

ALLOWED = frozenset(
    [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TEMP", "TMP", "TZ", "LANG", "LANGUAGE",
        "VIRTUAL_ENV", "CONDA_PREFIX", "CONDA_DEFAULT_ENV",
        "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH",
        "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "IPYTHONDIR", "MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR",
        "JUPYTER_PATH", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_CONFIG_PATH", "JUPYTER_RUNTIME_DIR",
        "JUPYTER_PREFER_ENV_PATH", "JUPYTER_PLATFORM_DIRS", "JUPYTER_NO_CONFIG",
        "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA",
        "USERPROFILE", "NUMBER_OF_PROCESSORS",
        "DSTACK_HOME", "DSTACK_CONFIG", "DSTACK_SERVER_URL",
        "QUERY_STRING", "SERVER_SOFTWARE", "VOILA_PREHEAT", "VOILA_BASE_URL",
    ]
)  # fmt: skip

ALLOWED_BEGINNINGS = ("LC_", "PYTHON")


def kernel_environment(variables: Mapping[str, str], more: Iterable[str] = ()) -> dict[str, str]:
    """Those variables that are allowed by name, and those that `more` names."""
    allowed = ALLOWED | set(more)
    return {name: value for name, value in variables.items() if name in allowed or name.startswith(ALLOWED_BEGINNINGS)}
