using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using AgentSched.Api.Ui;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Api.Ui;

/// <summary>How the dashboard's files are served: to anybody, compressed, cached as long as they cannot change, and with a strict policy.</summary>
[Trait("shows", "dashboard")]
public sealed partial class UiTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/ui")]
    [InlineData("/api/ui/")]
    [InlineData("/api/ui/index.html")]
    [InlineData("/api/ui/runs?status=failed&text=a")]
    [InlineData("/api/ui/agents/alice.v2/schedules/k3v9q2m7x4b8c1d5")]
    public async Task Every_view_answers_the_page(string path)
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var anybody = Anybody(app);
        using var response = await anybody.GetAsync(path, Cancel);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal("no-cache", response.Headers.CacheControl?.ToString());
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        var page = await response.Content.ReadAsStringAsync(Cancel);
        Assert.DoesNotContain("<style", page, StringComparison.Ordinal);
        Assert.All(Script().Matches(page), script => Assert.Contains(" src=\"/api/ui/assets/", script.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Files_are_compressed_as_the_browser_likes_and_kept_for_good()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var anybody = Anybody(app);
        var names = UiFiles.Names.Where(name => name != "index.html").ToList();
        Assert.Contains(names, name => name.EndsWith(".js", StringComparison.Ordinal));
        Assert.Contains(names, name => name.EndsWith(".css", StringComparison.Ordinal));
        foreach (var name in names)
        {
            var plain = await GetAsync(anybody, name, "identity", "");
            var gzip = await GetAsync(anybody, name, "gzip", "gzip");
            var brotli = await GetAsync(anybody, name, "gzip, deflate, br, zstd", "br");
            Assert.Equal(plain, await ReadAsync(new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress)));
            Assert.Equal(plain, await ReadAsync(new BrotliStream(new MemoryStream(brotli), CompressionMode.Decompress)));
            Assert.True(brotli.Length < gzip.Length && gzip.Length < plain.Length, name);
            Assert.Equal(plain, await GetAsync(anybody, name, "br;q=0", ""));
        }
    }

    [Fact]
    public async Task A_current_copy_is_answered_with_304()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var anybody = Anybody(app);
        using var first = await anybody.GetAsync("/api/ui/", Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/ui/runs");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await anybody.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Theory]
    [InlineData("", "{\"signIn\":null}")]
    [InlineData("True", "{\"signIn\":\"/.auth/login/aad\"}")]
    public async Task The_page_learns_where_the_platform_signs_in(string isOn, string answer)
    {
        await using var app = await TestApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["WEBSITE_AUTH_ENABLED"] = isOn });
        using var anybody = Anybody(app);
        Assert.Equal(answer, await anybody.GetStringAsync("/api/ui/sign-in.json", Cancel));
    }

    [Fact]
    public async Task A_file_of_another_version_is_missing()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var anybody = Anybody(app);
        using var response = await anybody.GetAsync("/api/ui/assets/index-00000000.js", Cancel);
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }

    private static HttpClient Anybody(TestApp app) => new() { BaseAddress = app.Harness.Address };

    private static async Task<byte[]> GetAsync(HttpClient client, string name, string accepted, string encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/ui/{name}");
        request.Headers.Add("Accept-Encoding", accepted);
        using var response = await client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(encoding, string.Join(',', response.Content.Headers.ContentEncoding));
        Assert.Equal(new CacheControlHeaderValue { Public = true, MaxAge = TimeSpan.FromDays(365), Extensions = { new NameValueHeaderValue("immutable") } }, response.Headers.CacheControl);
        Assert.Equal("Accept-Encoding", response.Headers.Vary.ToString());
        return await response.Content.ReadAsByteArrayAsync(Cancel);
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        await using var _ = stream;
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, Cancel);
        return all.ToArray();
    }

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script();
}
