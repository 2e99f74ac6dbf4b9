package browser_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// The explanation of a term opens beside the term and within the window, wherever the term stands, also when the window changes then.
func TestTermsAreExplainedBeside(t *testing.T) {
	t.Parallel()
	b := sample(t, "/").profile(t)
	b.open("feedback-and-coaching/feedback-that-lands/")
	const beside = `((term) => {
		const box = term.nextElementSibling, r = box.getBoundingClientRect();
		if (!box.matches(":popover-open")) return "it is closed";
		if (%t && (r.left < 0 || r.top < 0 || r.right > innerWidth || r.bottom > innerHeight)) return "it leaves the window: " + JSON.stringify(r);
		const over = [...term.querySelector("button").getClientRects()].find((t) => t.left < r.right && t.right > r.left && t.top < r.bottom && t.bottom > r.top);
		return over ? "it covers the term: " + JSON.stringify([over, r]) : "";
	})(%s)`
	for _, width := range []int64{320, 1280} {
		for n, place := range []string{"start", "end"} {
			term := fmt.Sprintf(`document.querySelectorAll(".term")[%d]`, n)
			b.do(chromedp.EmulateViewport(width, 900))
			b.eval(`void ` + term + `.scrollIntoView({ block: "` + place + `", behavior: "instant" })`)
			b.eval(`void ` + term + `.querySelector("button").click()`)
			require.Equal(t, `""`, b.eval(fmt.Sprintf(beside, true, term)), "%s of %d px", place, width)
			for _, changed := range []int64{768, 320} { // where it may scroll out of the window together with its term
				b.do(chromedp.EmulateViewport(changed, 700))
				b.settled()
				require.Equal(t, `""`, b.eval(fmt.Sprintf(beside, false, term)), "%s of %d px, now %d px", place, width, changed)
			}
			b.eval(`void ` + term + `.nextElementSibling.hidePopover()`)
		}
	}
	b.quiet()
}
