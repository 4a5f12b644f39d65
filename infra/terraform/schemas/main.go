// Command schemas is a Terraform provider that has the AWS provider's schemas and nothing else: Terraform validates the configuration with it, draws
// its graph and runs its tests, all of which mock the provider. It cannot read or create anything. The file in AWS_SCHEMAS holds what bindings.ts
// prints.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5/tf5server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type attribute struct {
	Type      json.RawMessage
	Required  bool
	Optional  bool
	Computed  bool
	WriteOnly bool
}

type block struct {
	Attributes map[string]attribute
	Blocks     map[string]struct {
		Nesting string
		Max     int64
		Block   block
	}
}

var nestings = map[string]tfprotov5.SchemaNestedBlockNestingMode{
	"list":   tfprotov5.SchemaNestedBlockNestingModeList,
	"set":    tfprotov5.SchemaNestedBlockNestingModeSet,
	"map":    tfprotov5.SchemaNestedBlockNestingModeMap,
	"single": tfprotov5.SchemaNestedBlockNestingModeSingle,
}

func (b block) schema() (*tfprotov5.SchemaBlock, error) {
	schema := &tfprotov5.SchemaBlock{}
	for name, each := range b.Attributes {
		kind, err := tftypes.ParseJSONType(each.Type) //nolint:staticcheck // The JSON form of types has no other reader.
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		schema.Attributes = append(schema.Attributes, &tfprotov5.SchemaAttribute{
			Name: name, Type: kind, Required: each.Required, Optional: each.Optional, Computed: each.Computed, WriteOnly: each.WriteOnly,
		})
	}
	for name, each := range b.Blocks {
		nested, err := each.Block.schema()
		if err != nil {
			return nil, fmt.Errorf("%s.%w", name, err)
		}
		schema.BlockTypes = append(schema.BlockTypes, &tfprotov5.SchemaNestedBlock{
			TypeName: name, Block: nested, Nesting: nestings[each.Nesting], MaxItems: each.Max,
		})
	}
	return schema, nil
}

// provider implements what Terraform calls while it validates. Any other call meets the nil interface and fails.
type provider struct {
	tfprotov5.ProviderServer
	schemas *tfprotov5.GetProviderSchemaResponse
}

func (p provider) GetMetadata(context.Context, *tfprotov5.GetMetadataRequest) (*tfprotov5.GetMetadataResponse, error) {
	return nil, errors.New("only schemas are served")
}

func (p provider) GetProviderSchema(context.Context, *tfprotov5.GetProviderSchemaRequest) (*tfprotov5.GetProviderSchemaResponse, error) {
	return p.schemas, nil
}

func (p provider) PrepareProviderConfig(_ context.Context, request *tfprotov5.PrepareProviderConfigRequest) (*tfprotov5.PrepareProviderConfigResponse, error) {
	return &tfprotov5.PrepareProviderConfigResponse{PreparedConfig: request.Config}, nil
}

func (p provider) ValidateResourceTypeConfig(context.Context, *tfprotov5.ValidateResourceTypeConfigRequest) (*tfprotov5.ValidateResourceTypeConfigResponse, error) {
	return &tfprotov5.ValidateResourceTypeConfigResponse{}, nil
}

func (p provider) ValidateDataSourceConfig(context.Context, *tfprotov5.ValidateDataSourceConfigRequest) (*tfprotov5.ValidateDataSourceConfigResponse, error) {
	return &tfprotov5.ValidateDataSourceConfigResponse{}, nil
}

func (p provider) StopProvider(context.Context, *tfprotov5.StopProviderRequest) (*tfprotov5.StopProviderResponse, error) {
	return &tfprotov5.StopProviderResponse{}, nil
}

func read(path string) (*tfprotov5.GetProviderSchemaResponse, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	blocks := map[string]block{}
	if err := json.Unmarshal(text, &blocks); err != nil {
		return nil, err
	}
	response := &tfprotov5.GetProviderSchemaResponse{
		ServerCapabilities: &tfprotov5.ServerCapabilities{GetProviderSchemaOptional: true},
		Provider:           &tfprotov5.Schema{Block: &tfprotov5.SchemaBlock{}},
		ResourceSchemas:    map[string]*tfprotov5.Schema{},
		DataSourceSchemas:  map[string]*tfprotov5.Schema{},
	}
	for id, each := range blocks {
		schema, err := each.schema()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
		if name, isData := strings.CutPrefix(id, "data."); isData {
			response.DataSourceSchemas[name] = &tfprotov5.Schema{Block: schema}
		} else if id == "provider" {
			response.Provider = &tfprotov5.Schema{Block: schema}
		} else {
			response.ResourceSchemas[id] = &tfprotov5.Schema{Block: schema}
		}
	}
	return response, nil
}

func main() {
	schemas, err := read(os.Getenv("AWS_SCHEMAS"))
	if err != nil {
		log.Fatal(err)
	}
	serve := func() tfprotov5.ProviderServer { return provider{schemas: schemas} }
	if err := tf5server.Serve("hashicorp/aws", serve); err != nil {
		log.Fatal(err)
	}
}
