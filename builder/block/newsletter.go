package block

// Newsletter is the sign-up form of the course.
var Newsletter = &Kind{Name: "newsletter", Needs: "newsletter", Decode: decodeNothing}
