// Checks compose.yaml with the loader that Docker Compose itself uses, without a Docker engine:
//
//	go run . [file]
//
// Prints each fault and ends with "N passed, N failed".
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	file := "../compose.yaml"
	if len(os.Args) > 1 {
		file = os.Args[1]
	}
	text, err := os.ReadFile(file)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	dir, err := filepath.Abs(filepath.Dir(file))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	passed, faults := check(context.Background(), dir, text)
	for _, fault := range faults {
		fmt.Println(fault)
	}
	fmt.Printf("%d passed, %d failed\n", passed, len(faults))
	if len(faults) > 0 {
		os.Exit(1)
	}
}
