"""How static files are stored: hashed and compressed, with our ES modules importing each other under hashed names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

# Django can do so for all scripts, and then stumbles over those of others, whose comments name files that are not there.
IMPORTS = (
    (r"""(?P<matched>from "(?P<url>\./[^"]+)")""", """from "%(url)s\""""),
    (r"""(?P<matched>import\("(?P<url>\./[^"]+)"\))""", """import("%(url)s")"""),
)


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", IMPORTS))
