using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Parity.Worker.App;

namespace Parity.Worker;

[Trait("shows", "originals")]
public sealed class HttpTests
{
    [Fact]
    public async Task Results_are_executed_and_written_in_camel_case()
    {
        await using var app = await RunningApp.StartAsync();

        using var result = await app.Http.GetAsync("results/json");
        Assert.Equal((HttpStatusCode.Created, """{"id":1,"customerName":"a"}"""), (result.StatusCode, await result.Content.ReadAsStringAsync()));
        using var action = await app.Http.GetAsync("actions");
        Assert.Equal((HttpStatusCode.Accepted, """{"id":2,"customerName":"GET"}"""), (action.StatusCode, await action.Content.ReadAsStringAsync()));
        using var none = await app.Http.GetAsync("results/none");
        Assert.Equal(HttpStatusCode.NoContent, none.StatusCode);
        using var written = await app.Http.GetAsync("written");
        Assert.Equal((HttpStatusCode.NonAuthoritativeInformation, "by hand"), (written.StatusCode, await written.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_returned_string_is_not_written()
    {
        await using var app = await RunningApp.StartAsync();
        using var plain = await app.Http.GetAsync("Plain");
        Assert.Equal((HttpStatusCode.OK, ""), (plain.StatusCode, await plain.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("GET", "thing", 200, "got GET")]
    [InlineData("PUT", "THING", 200, "put PUT")]
    [InlineData("POST", "thing", 404, "")]
    [InlineData("GET", "nothing", 404, "")]
    [InlineData("GET", "values/abc", 404, "")]
    [InlineData("GET", "order/literal", 200, "GET any literal")]
    [InlineData("DELETE", "plain", 200, "")]
    public async Task The_first_route_by_function_name_wins_and_a_wrong_method_is_not_found(string method, string path, int status, string body)
    {
        await using var app = await RunningApp.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await app.Http.SendAsync(request);
        Assert.Equal((status, body), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("values/5", "5|-|-|-|-|7|2")]
    [InlineData("values/5/ann?q=x&page=3", "5|ann|x|-|-|3|2")]
    [InlineData("values/6?name=hidden&Q=up", "6|-|up|-|-|7|2")]
    [InlineData("values/6?key=6f9619ff-8b86-d011-b42d-00c04fc964ff&at=2026-03-29T01:00:00Z", "6|-|-|6f9619ff-8b86-d011-b42d-00c04fc964ff|2026-03-29T01:00:00.0000000+00:00|7|2")]
    public async Task Values_bind_by_name_from_route_and_query(string path, string expected)
    {
        await using var app = await RunningApp.StartAsync();
        Assert.Equal(expected, await app.Http.GetStringAsync(path));
    }

    [Theory]
    [InlineData("needed")]
    [InlineData("needed?count=many")]
    [InlineData("results/boom")]
    [InlineData("fails")]
    public async Task What_cannot_be_bound_or_throws_is_a_500_without_a_body(string path)
    {
        await using var app = await RunningApp.StartAsync();
        using var response = await app.Http.GetAsync(path);
        Assert.Equal((HttpStatusCode.InternalServerError, ""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_failure_after_the_response_began_cuts_the_connection()
    {
        await using var app = await RunningApp.StartAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => app.Http.GetStringAsync("fails?late=1"));
    }

    [Fact]
    public async Task A_body_binds_whole_or_by_its_properties()
    {
        await using var app = await RunningApp.StartAsync();
        using var whole = await app.Http.PostAsJsonAsync("body", new Order(3, "c"));
        Assert.Equal("POST 3 c", await whole.Content.ReadAsStringAsync());
        using var bad = await app.Http.PostAsync("body", new StringContent("{", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.InternalServerError, bad.StatusCode);
        using var json = new StringContent("""{"Id":4,"customerName":"d"}""", Encoding.UTF8, "application/json");
        using var parts = await app.Http.PostAsync("bodyvalues", json);
        Assert.Equal("4 d 27", await parts.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Each_invocation_has_one_scope_of_its_own()
    {
        await using var app = await RunningApp.StartAsync();
        var first = (await app.Http.GetStringAsync("scope")).Split('|').Distinct().ToList();
        var second = (await app.Http.GetStringAsync("scope")).Split('|').Distinct().ToList();
        Assert.NotEqual(Assert.Single(first), Assert.Single(second));
    }

    [Fact]
    public async Task The_context_tells_function_data_and_request()
    {
        await using var app = await RunningApp.StartAsync();
        var seen = await app.Http.GetFromJsonAsync<JsonElement>("context/9?q=z&code=secret");
        Assert.Equal("Context", seen.GetProperty("name").GetString());
        Assert.Equal("Parity.Worker.App.HttpFunctions.Context", seen.GetProperty("entryPoint").GetString());
        Assert.Equal("9", seen.GetProperty("id").GetString());
        Assert.Equal("z", seen.GetProperty("query").GetString());
        Assert.True(seen.GetProperty("same").GetBoolean());
        Assert.Equal("httpTrigger", seen.GetProperty("input").GetString());
        Assert.Equal(["request", "context", "cancel"], seen.GetProperty("parameters").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task Middleware_sees_request_and_result_and_may_answer_itself()
    {
        await using var app = await RunningApp.StartAsync();
        using var passed = await app.Http.GetAsync("actions");
        Assert.Equal(["before Actions http=True", "after Actions result=ObjectResult"], app.Journal.All);
        using var stopped = await app.Http.GetAsync("actions?stop=here");
        Assert.Equal((HttpStatusCode)418, stopped.StatusCode);
    }

    [Fact]
    public async Task A_body_over_100_MB_is_too_large()
    {
        await using var app = await RunningApp.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "body") { Content = new StreamContent(Stream.Null) };
        request.Content.Headers.ContentLength = (100 * 1024 * 1024) + 1;
        request.Headers.ExpectContinue = true;
        using var response = await app.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Keys_are_asked_for_only_when_the_setting_says_so()
    {
        await using var app = await RunningApp.StartAsync(builder =>
        {
            builder.Configuration["Host:EnableAuth"] = "true";
            builder.Configuration["Host:Keys:default"] = "k1";
            builder.Configuration["Host:Keys:master"] = "m1";
        });
        Assert.Equal(401, await StatusAsync("locked"));
        Assert.Equal(401, await StatusAsync("locked?code=wrong"));
        Assert.Equal(200, await StatusAsync("locked?code=k1"));
        Assert.Equal(200, await StatusAsync("locked?code=m1"));
        Assert.Equal(200, await StatusAsync("Plain"));

        await using var open = await RunningApp.StartAsync();
        using var answer = await open.Http.GetAsync("locked");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        async Task<int> StatusAsync(string path)
        {
            using var response = await app.Http.GetAsync(path);
            return (int)response.StatusCode;
        }
    }

    [Fact]
    public async Task A_page_of_an_allowed_origin_may_read_answers()
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Configuration["Host:CORS"] = "http://page.test, http://other.test");
        using var ask = new HttpRequestMessage(HttpMethod.Options, "Plain");
        ask.Headers.Add("Origin", "http://page.test");
        ask.Headers.Add("Access-Control-Request-Method", "PUT");
        using var leave = await app.Http.SendAsync(ask);
        Assert.Equal((HttpStatusCode.NoContent, "http://page.test", "PUT"), (leave.StatusCode,
            leave.Headers.GetValues("Access-Control-Allow-Origin").Single(), leave.Headers.GetValues("Access-Control-Allow-Methods").Single()));

        using var strange = new HttpRequestMessage(HttpMethod.Get, "Plain");
        strange.Headers.Add("Origin", "http://evil.test");
        using var answer = await app.Http.SendAsync(strange);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Events_arrive_at_once_and_end_when_the_caller_leaves()
    {
        await using var app = await RunningApp.StartAsync();
        using var response = await app.Http.GetAsync("events", HttpCompletionOption.ResponseHeadersRead);
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("data: first", await reader.ReadLineAsync());
        reader.Dispose();
        response.Dispose();
        await app.Journal.NextAsync("events ended");
    }
}
