namespace Parity.Worker;

[Trait("shows", "originals")]
public sealed class DurableTests(AzuriteFixture azurite)
{
    private readonly string _account = azurite.NewAccount();

    [Fact]
    public async Task An_http_function_starts_an_orchestration_of_activities()
    {
        await using var app = await RunningApp.StartAsync(builder =>
        {
            builder.Configuration["AzureWebJobsStorage"] = _account;
            RunningApp.EnableDurable(builder.Configuration);
        });
        using var answer = await app.Http.PostAsync(new Uri("greetings/g1?name=ann", UriKind.Relative), null);
        Assert.Equal("Completed: hello ann, 2", await answer.Content.ReadAsStringAsync());
        Assert.Contains("greet g1 Greet", app.Journal.All);
        Assert.Contains("before Greet http=False", app.Journal.All);
        await app.SettleAsync();
    }

    [Fact]
    public async Task A_disabled_function_is_not_found()
    {
        await using var app = await RunningApp.StartAsync();
        using var answer = await app.Http.PostAsync(new Uri("greetings/g1", UriKind.Relative), null);
        Assert.Equal(404, (int)answer.StatusCode);
    }
}
