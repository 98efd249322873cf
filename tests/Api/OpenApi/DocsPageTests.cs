using System.Text.RegularExpressions;
using AgentSched.Api.OpenApi;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Api.OpenApi;

/// <summary>The page shows the whole document and loads nothing.</summary>
[Trait("shows", "access")]
public sealed class DocsPageTests(AzuriteFixture azurite)
{
    private static readonly string Page = System.Text.Encoding.UTF8.GetString(DocsPage.Served.Bytes);

    [Fact]
    public void It_shows_every_operation_with_its_parameters_answers_and_a_line_for_the_shell() =>
        Assert.All(ApiDocument.Operations(ApiDocument.Root), o =>
        {
            var id = (string)o.Operation["operationId"]!;
            var part = Regex.Match(Page, $"<details class=\"operation\" id=\"{id}\">.*?</details>", RegexOptions.Singleline).Value;
            Assert.Contains(Html.Encode("/api" + o.Path), part, StringComparison.Ordinal);
            Assert.All(Routes.ParametersOf(o.Path, o.Operation), p => Assert.Contains($"<code>{p["name"]}</code>", part, StringComparison.Ordinal));
            Assert.All(o.Operation["responses"]!.AsObject(), r => Assert.Contains($"<dt>{r.Key}</dt>", part, StringComparison.Ordinal));
            Assert.Contains("<code>curl ", part, StringComparison.Ordinal);
            Assert.Contains($"href=\"#{id}\"", Page, StringComparison.Ordinal);
        });

    [Fact]
    public void It_shows_every_field_of_every_thing()
    {
        foreach (var (name, schema) in ApiDocument.Root["components"]!["schemas"]!.AsObject().Where(s => DocsPage.IsWhole(s.Value!.AsObject())))
        {
            var part = Regex.Match(Page, $"<details class=\"operation thing\" id=\"{name}\">.*?</details>", RegexOptions.Singleline).Value;
            Assert.All(DocsField.Of(schema!.AsObject()), field =>
            {
                Assert.Contains($"<code>{Html.Encode(field.Name)}</code>", part, StringComparison.Ordinal);
                Assert.NotEmpty(field.Meaning);
            });
        }
    }

    [Fact]
    public void Its_parts_have_names_of_their_own_and_every_link_leads_to_one()
    {
        var ids = Regex.Matches(Page, " id=\"(?<id>[^\"]+)\"").Select(m => m.Groups["id"].Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.All(Regex.Matches(Page, "href=\"#(?<id>[^\"]+)\"").Select(m => m.Groups["id"].Value), id => Assert.Contains(id, ids));
        Assert.All(["<html lang=\"en\">", "<header>", "<nav aria-label=", "<main id=\"main\">", "<label for=\"find\">", "name=\"viewport\""], part => Assert.Contains(part, Page, StringComparison.Ordinal));
        Assert.Equal(
            Regex.Count(Page, @"<(details|section|table|tr|td|th|dl|dd|p|pre|code|span|div|ul|li|a|h[1-4])[ >]"),
            Regex.Count(Page, "</(details|section|table|tr|td|th|dl|dd|p|pre|code|span|div|ul|li|a|h[1-4])>"));
    }

    [Fact]
    public async Task It_loads_nothing_and_its_policy_allows_its_own_style_and_script_only()
    {
        Assert.DoesNotMatch("<(link|img|script|iframe)[^>]* (src|href)=\"(?!data:)", Page);
        Assert.DoesNotMatch("@import|url\\(", Page);
        Assert.DoesNotMatch(" (style|on[a-z]+)=\"", Page);
        await using var app = await TestApp.StartAsync(azurite);
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(app.Harness.Address, "/api/docs"), TestContext.Current.CancellationToken);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", policy, StringComparison.Ordinal);
        foreach (var (element, directive) in new[] { ("style", "style-src"), ("script", "script-src") })
        {
            var text = Regex.Match(Page, $"<{element}>(?<text>.*?)</{element}>", RegexOptions.Singleline).Groups["text"].Value;
            var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
            Assert.Contains($"{directive} 'sha256-{hash}'", policy, StringComparison.Ordinal);
        }

        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Theory] // WCAG 2: 4.5 to 1 for text, on the ground and on raised parts, in both schemes
    [InlineData(0)]
    [InlineData(1)]
    public void Its_colours_can_be_read(int scheme)
    {
        var css = Regex.Matches(ApiDocument.Embedded("page.css"), @":root \{(?<rules>.*?)\}", RegexOptions.Singleline)[scheme].Groups["rules"].Value;
        var colours = Regex.Matches(css, "--(?<name>[a-z]+): #(?<hex>[0-9a-f]+)").ToDictionary(m => m.Groups["name"].Value, m => Luminance(m.Groups["hex"].Value));
        foreach (var ground in new[] { "ground", "raised" })
        {
            foreach (var (name, ink) in colours.Where(c => c.Key is not ("ground" or "raised" or "line")))
            {
                var (light, dark) = (Math.Max(ink, colours[ground]), Math.Min(ink, colours[ground]));
                Assert.True((light + 0.05) / (dark + 0.05) >= 4.5, $"{name} on {ground}: {(light + 0.05) / (dark + 0.05):0.00}");
            }
        }
    }

    private static double Luminance(string hex)
    {
        hex = hex.Length == 3 ? string.Concat(hex.Select(c => $"{c}{c}")) : hex;
        var parts = Convert.FromHexString(hex).Select(b => b / 255.0).Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4)).ToArray();
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }
}
