#!/usr/bin/env bash
# Prints the notes of a release: its image and chart, the signatures of its packages (standard input), and how all of them are verified.
#   IMAGE=<name>@<digest> CHART=<name>@<digest> bash .ci/release-notes.sh <signatures
set -euo pipefail
verify="--repo $GITHUB_REPOSITORY --signer-workflow $GITHUB_REPOSITORY/.github/workflows/release.yml --source-ref $GITHUB_REF"
cat <<NOTES
Image: \`$IMAGE\`
Chart: \`$CHART\`

$(cat)

Image, chart and each file below have a signed provenance attestation:

\`\`\`sh
gh attestation verify oci://$IMAGE $verify
gh attestation verify oci://$CHART $verify
gh attestation verify <file> $verify
\`\`\`
NOTES
