using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;

namespace Parity.Worker;

/// <summary>Everything that is wired wrongly is told at once, before anything runs.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task All_problems_are_told_at_once()
    {
        var broken = new BrokenFunctions()
            .Add("Twin", (typeof(TimerInfo), BrokenFunctions.Timer("0 0 1 * * *")))
            .Add("twin", (typeof(TimerInfo), BrokenFunctions.Timer("0 0 1 * * *")))
            .Add("1st", (typeof(TimerInfo), BrokenFunctions.Timer("0 0 1 * * *")))
            .Add("Both", (typeof(TimerInfo), BrokenFunctions.Timer("0 0 1 * * *")), (typeof(string), BrokenFunctions.Queue("some-queue")))
            .Add("None", (typeof(string), null))
            .Add("NoSetting", (typeof(TimerInfo), BrokenFunctions.Timer("%NotThere%")))
            .Add("BadCron", (typeof(TimerInfo), BrokenFunctions.Timer("61 * * * * *")))
            .Add("BadQueue", (typeof(string), BrokenFunctions.Queue("Not_A_Queue")))
            .Add("BadRoute", (typeof(HttpRequest), BrokenFunctions.Http("a/{b", "get")))
            .Add("BadRule", (typeof(HttpRequest), BrokenFunctions.Http("a/{b:integer}", "get")))
            .Add("BadType", (typeof(HttpRequest), BrokenFunctions.Http("c", "get")), (typeof(HttpContext), null))
            .Add("RouteA", (typeof(HttpRequest), BrokenFunctions.Http("same", "get", "put")))
            .Add("RouteB", (typeof(HttpRequest), BrokenFunctions.Http("SAME", "put")));

        var problems = await RunningApp.ProblemsAsync(broken.Build(), builder =>
        {
            builder.ConfigureFunctionsWebApplication();
            builder.Configuration["AzureWebJobsStorage"] = "UseDevelopmentStorage=true";
        });

        foreach (var expected in new[]
        {
            "function Twin: the name is given to", "the name must be a letter", "it has 2 triggers", "no parameter has a trigger", "there is no setting NotThere",
            "schedule \"61 * * * * *\" was not recognized as a valid cron expression", "queue \"not_a_queue\" is no queue name", "route \"api/a/{b\"",
            "unknown constraint \"integer\"", "HttpContext is no parameter type", "answers the same methods as function RouteA",
        })
        {
            Assert.Contains(problems, problem => problem.Contains(expected, StringComparison.Ordinal));
        }

        Assert.Equal(11, problems.Count);
    }

    [Fact]
    public async Task What_an_app_needs_and_lacks_is_named()
    {
        var functions = new BrokenFunctions()
            .Add("Web", (typeof(HttpRequest), BrokenFunctions.Http("web", "get")))
            .Add("Waiting", (typeof(string), BrokenFunctions.Queue("some-queue")))
            .Add("Nightly", (typeof(TimerInfo), BrokenFunctions.Timer("0 0 1 * * *")));

        var problems = await RunningApp.ProblemsAsync(functions.Build(), builder =>
        {
            builder.Configuration["AzureWebJobsStorage"] = "";
            builder.Configuration["AzureFunctionsJobHost:extensions:queues:batchSize"] = "99";
            builder.Configuration["AzureFunctionsJobHost:functionTimeout"] = "soon";
            builder.Configuration["WEBSITE_TIME_ZONE"] = "Nowhere/City";
        });

        foreach (var expected in new[]
        {
            "ConfigureFunctionsWebApplication()", "storage account connection string 'AzureWebJobsStorage' does not exist", "timer functions:",
            "host.json extensions.queues.batchSize: \"99\" is no whole number from 1 to 32", "host.json functionTimeout: \"soon\"", "WEBSITE_TIME_ZONE: \"Nowhere/City\"",
        })
        {
            Assert.Contains(problems, problem => problem.Contains(expected, StringComparison.Ordinal));
        }
    }
}
