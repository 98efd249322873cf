using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace AgentSched.Tests.Support;

/// <summary>The HTTP functions on a free port of loopback. Nothing is buffered on the way.</summary>
internal sealed class HarnessHttp(HarnessCalls calls, IEnumerable<HarnessFunction> functions) : IAsyncDisposable
{
    private const long MaxBody = 100 * 1024 * 1024; // the Functions host's

    private WebApplication? _web;

    public Uri Address => new(_web!.Urls.Single());

    public async Task StartAsync(string prefix, CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore().AddLogging(); // and nobody to write: the web server is none of the app's
        _web = builder.Build();
        _web.UseRouting();
        foreach (var function in functions)
        {
            if (function.Trigger is HttpTriggerAttribute http)
            {
                _web.MapMethods($"{prefix}/{http.Route ?? function.Name}", http.Methods ?? [], context => AnswerAsync(function, context));
            }
        }

        await _web.StartAsync(cancel);
    }

    /// <summary>Takes no new request and waits for the running ones until <paramref name="limit"/> fires, then cuts them off.</summary>
    public Task StopAsync(CancellationToken limit) => _web!.StopAsync(limit);

    public ValueTask DisposeAsync() => _web?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task AnswerAsync(HarnessFunction function, HttpContext http)
    {
        try
        {
            await calls.RunAsync(function, http.Request, http);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // the caller went away
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            http.Response.StatusCode = e is Microsoft.AspNetCore.Http.BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError;
        }
        catch (Exception)
        {
            http.Abort(); // once a body has begun, only this can tell the caller
        }
    }
}
