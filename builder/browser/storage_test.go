package browser_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Where the browser keeps nothing, reading storage itself throws: the site works, and says so.
func TestBlockedStorage(t *testing.T) {
	t.Parallel()
	b := sample(t, "/").profile(t)
	b.before(`Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } })`)
	b.open(firstLesson)
	b.shows(".complete .notice", "This browser does not let the site keep anything")
	b.click("[data-complete]")
	b.shows(".complete [role=status]", "Lesson complete: 1 of")
	b.shows(".complete [role=status]", "This browser does not let the site keep anything")
	b.write("[data-block=reflect] textarea", "Words.")
	b.shows("[data-block=reflect] [role=status]", "This browser does not let")
	b.choose(0, true)
	b.click("[data-check]")
	b.shows("[data-question] .result", "Right.")
	b.click(`[popovertarget="l:settings"]`)
	b.click(`[value=dark]`)
	require.Equal(t, `"dark"`, b.eval(`document.documentElement.dataset.theme`))
	b.open("workbook/")
	b.shows("[data-tools] .notice", "This browser does not let")
	b.click("[data-tool=export]")
	b.shows("[data-tools] [role=status]", "The file is in your downloads.")
	b.click("[data-tool=delete]")
	b.click("[data-tool=delete-now]")
	b.shows("[data-tools] [role=status]", "Everything is deleted.")
	b.open("")
	b.quiet()
}

// A browser that has no room left keeps what it had, says that nothing is saved, and saves when there is room again.
func TestFullStorage(t *testing.T) {
	t.Parallel()
	b := sample(t, "/").profile(t)
	b.open(firstLesson)
	b.write("[data-block=reflect] textarea", "First.")
	b.shows("[data-block=reflect] [role=status]", "Saved")
	b.eval(`void (() => {
		for (let n = 1 << 22; n; n >>= 1) try { localStorage["other" + n] = "x".repeat(n); } catch {}
	})()`)
	b.write("[data-block=reflect] textarea", " Second, which finds no room.")
	b.shows("[data-block=reflect] [role=status]", "Not saved, since this browser has no room left.")
	b.click("[data-complete]")
	b.shows(".complete [role=status]", "Lesson complete: 1 of")
	b.shows(".complete [role=status]", "Not saved")
	require.Contains(t, b.eval(`Object.entries(localStorage).find(([k]) => k.startsWith("lectern:/"))[1]`), "First.")
	b.open("workbook/")
	file := t.TempDir() + "/workbook.json"
	require.NoError(t, os.WriteFile(file, []byte(`{"version":1,"entries":{"`+secondLesson+`":[true,1]}}`), 0o600))
	b.bring(file)
	b.shows("[data-tools] [role=status]", "Imported 1 of 1")
	b.shows("[data-tools] [role=status]", "Not saved")
	b.open(firstLesson)
	b.write("[data-block=reflect] textarea", " Second, which finds no room.")
	b.shows("[data-block=reflect] [role=status]", "Not saved, since this browser has no room left.")
	b.click("[data-complete]")
	b.eval(`void Object.keys(localStorage).filter((k) => k.startsWith("other")).forEach((k) => localStorage.removeItem(k))`)
	b.click("[data-block=checklist] input")
	b.shows("[data-block=checklist] [role=status]", "Saved")
	b.reload()
	require.Contains(t, b.eval(`document.querySelector("[data-block=reflect] textarea").value`), "Second, which finds no room.")
	b.shows(".ring [data-count]", "1 of")
	b.quiet()
}

// What cannot be read is put aside and not lost, and what can be read of it counts.
func TestCorruptStorage(t *testing.T) {
	t.Parallel()
	s := sample(t, "/")
	done := `"` + firstLesson + `":[true,1000]`
	tests := []struct{ name, text, ring string }{
		{"not JSON", `{"version":1,"entries":{` + done, "0 of"},
		{"another version", `{"version":7,"entries":{` + done + `}}`, "0 of"},
		{"null", `null`, "0 of"},
		{"no entries", `{"version":1}`, "0 of"},
		{"entries that are none", `{"version":1,"entries":{` + done + `,"a/b":[{"x":1},5],"c":7,"d":["x","later"],"e/f":["x",0],"__proto__":{"polluted":true}}}`, "1 of"},
		{"a text without end", `{"version":1,"entries":{` + done + `,"a/b":["` + strings.Repeat("x", 60000) + `",5]}}`, "1 of"},
	}
	b := s.profile(t)
	for _, tt := range tests {
		b.open("about/")
		key := b.eval(`document.querySelector("script[data-key]").dataset.key`)
		b.eval(`void (localStorage.clear(), localStorage.setItem(` + key + `, ` + quoted(tt.text) + `))`)
		b.open(firstLesson)
		b.until(`document.querySelector(".ring [data-count]").textContent.startsWith("` + tt.ring + `")`)
		b.shows("[id='l:status']", "Something that was kept here could not be read.")
		aside := `Object.entries(localStorage).filter(([k]) => k.startsWith(` + key + ` + ":aside:")).map(([, text]) => text === ` + quoted(tt.text) + `)`
		require.Equal(t, `[true]`, b.eval(aside), tt.name)
		b.write("[data-block=reflect] textarea", "On we go.")
		b.shows("[data-block=reflect] [role=status]", "Saved")
		b.reload()
		require.Equal(t, `"On we go."`, b.eval(`document.querySelector("[data-block=reflect] textarea").value`), tt.name)
		require.Equal(t, `[true]`, b.eval(aside), "%s: put aside once", tt.name)
		require.Equal(t, "null", b.eval(`({}).polluted`))
	}
	b.quiet()
}

// Corrupt data in a storage without room is neither overwritten nor lost.
func TestCorruptAndFull(t *testing.T) {
	t.Parallel()
	b := sample(t, "/").profile(t)
	b.open("about/")
	key := b.eval(`document.querySelector("script[data-key]").dataset.key`)
	b.eval(`void (() => {
		localStorage.setItem(` + key + `, "{broken" + "x".repeat(1000));
		for (let n = 1 << 22; n; n >>= 1) try { localStorage["other" + n] = "x".repeat(n); } catch {}
	})()`)
	b.open(firstLesson)
	b.click("[data-complete]")
	b.shows(".complete [role=status]", "Not saved")
	require.Contains(t, b.eval(`localStorage.getItem(`+key+`)`), "{broken")
	b.quiet()
}

// Two tabs of one browser: neither overwrites what the other did, and each shows it at once.
func TestTwoTabs(t *testing.T) {
	t.Parallel()
	s := sample(t, "/")
	one := s.profile(t)
	one.open(firstLesson)
	two := one.another()
	two.open(firstLesson)
	one.write("[data-block=reflect] textarea", "From one.")
	one.shows("[data-block=reflect] [role=status]", "Saved")
	two.until(`document.querySelector("[data-block=reflect] textarea").value === "From one."`)
	two.click("[data-complete]")
	one.shows(".ring [data-count]", "1 of")
	one.until(`document.querySelector("[data-complete]").getAttribute("aria-pressed") === "true"`)
	one.shows(".complete [role=status]", "Lesson complete: 1 of")
	two.click("[data-complete]")
	one.until(`document.querySelector(".complete [role=status]").textContent === ""`)
	two.click("[data-complete]")
	one.shows(".ring [data-count]", "1 of")

	// Each writes something else before it has heard of the other.
	one.open(secondLesson)
	key := one.eval(`document.querySelector("script[data-key]").dataset.key`)
	one.eval(`void window.addEventListener("storage", (event) => event.stopImmediatePropagation(), true)`)
	two.click("[data-block=checklist] input")
	two.shows("[data-block=checklist] [role=status]", "Saved")
	one.click("[data-complete]")
	require.Equal(t, "true", one.eval(`((e) => e[`+quoted(firstLesson)+`][0] && e[`+quoted(secondLesson)+`][0] && Object.values(e).filter(([v]) => v === true).length === 3)(JSON.parse(localStorage[`+key+`]).entries)`))
	two.shows(".ring [data-count]", "2 of")

	// What one deletes is gone in the other, and does not come back when that one goes on.
	one.open("workbook/")
	one.click("[data-tool=delete]")
	one.click("[data-tool=delete-now]")
	two.shows(".ring [data-count]", "0 of")
	two.until(`document.querySelector("[data-block=reflect] textarea").value === ""`)
	two.click("[data-complete]")
	two.shows(".ring [data-count]", "1 of")
	require.Equal(t, "1", two.eval(`Object.values(JSON.parse(localStorage[`+key+`]).entries).filter(([v]) => v === true).length`))
	one.quiet()
	two.quiet()
}

// Pages that come back from the browser's cache show what happened meanwhile.
func TestBackAndForward(t *testing.T) {
	t.Parallel()
	b := sample(t, "/").profile(t)
	b.open("")
	b.eval(`void (window.stays = true)`)
	b.follow(".start a", firstLesson)
	b.click("[data-complete]")
	b.shows(".ring [data-count]", "1 of")
	b.back("")
	require.Equal(t, "true", b.eval(`window.stays`), "the page was kept: the test is one of the browser's cache")
	b.shows(".ring [data-count]", "1 of")
	b.shows("[data-resume]", "1 of")
	b.forward(firstLesson)
	b.click(`[popovertarget="l:settings"]`)
	b.click(`[value=dark]`)
	b.back("")
	b.until(`document.documentElement.dataset.theme === "dark" && document.querySelector("[name='l:theme']:checked").value === "dark"`)
	b.forward(firstLesson)
	b.click("[data-complete]")
	b.shows(".complete [role=status]", "Not complete any more: 0 of")
	b.back("")
	b.shows(".ring [data-count]", "0 of")
	b.forward(firstLesson)
	b.write("[data-block=reflect] textarea", "Written and left at once")
	b.back("")
	b.forward(firstLesson)
	b.reload()
	require.Equal(t, `"Written and left at once"`, b.eval(`document.querySelector("[data-block=reflect] textarea").value`))
	b.quiet()
}
