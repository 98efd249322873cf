using AgentSched.FunctionsHost.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.FunctionsHost.Http;

/// <summary>A request; its data are the body's properties, the query and the route, the later hiding the earlier.</summary>
internal sealed class HttpTrigger(HttpContext http) : Trigger
{
    private Dictionary<string, object?>? _data;

    public HttpContext Http => http;

    /// <summary>Top-level properties of a JSON body; read only for functions that take values by name.</summary>
    public IReadOnlyDictionary<string, object?>? BodyProperties { get; set; }

    public override ArrivedRequest Request { get; } = new(http);

    public override string? TraceParent => http.Request.Headers.TraceParent is [{ } parent, ..] ? parent : null;

    public override IReadOnlyDictionary<string, object?> Data => _data ??= Collect();

    private Dictionary<string, object?> Collect()
    {
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in BodyProperties ?? System.Collections.Immutable.ImmutableDictionary<string, object?>.Empty)
        {
            data[name] = value;
        }

        var query = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in http.Request.Query)
        {
            if (!name.Equals("code", StringComparison.OrdinalIgnoreCase))
            {
                data[name] = query[name] = value.ToString();
            }
        }

        foreach (var (name, value) in http.Request.RouteValues)
        {
            data[name] = value;
        }

        data["Query"] = query;
        data["Headers"] = http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return data;
    }
}
