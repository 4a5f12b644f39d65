#!/usr/bin/env bash
# Prints, as a line for the notes of a release, what the packages built on this system are signed with.
#   bash .ci/signature.sh <folder of the packages>
set -euo pipefail
cd "$1"
case $(uname -s) in
  Linux)
    echo '- Linux: AppImage and deb have no signature of their own; the attestation below is theirs.'
    ;;
  Darwin)
    app=mac-universal/Orderdeck.app
    if xcrun stapler validate "$app" >&2; then
      echo '- macOS: signed and notarized.'
    elif codesign --display --verbose=2 "$app" 2>&1 | grep '^Authority=Developer ID Application' >&2; then
      echo '- macOS: signed, **not notarized**: macOS blocks it at first (docs/desktop.md).'
    else
      echo '- macOS: **not signed**: macOS blocks it at first (docs/desktop.md).'
    fi
    ;;
  *)
    status=$(powershell -NoProfile -Command "(Get-AuthenticodeSignature (Get-Item *.exe)).Status" | tr -d '\r')
    if [ "$status" = Valid ]; then
      echo '- Windows: signed.'
    else
      echo '- Windows: **not signed**: SmartScreen warns before it runs.'
    fi
    ;;
esac
