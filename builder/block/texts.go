package block

import "reflect"

// Texts calls visit with every text of the block in the order in which it is read, for whoever looks for words: each field of
// type Body of the decoded data, but for those with the tag `search:"-"`, which would give an answer away.
func (b *Block) Texts(visit func(Body)) { texts(reflect.ValueOf(b.Data), visit) }

var bodyType = reflect.TypeFor[Body]()

func texts(v reflect.Value, visit func(Body)) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == bodyType && v.Len() > 0 {
			visit(Body(v.String()))
		}
	case reflect.Slice:
		for i := range v.Len() {
			texts(v.Index(i), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("search") != "-" {
				texts(v.Field(i), visit)
			}
		}
	}
}
