using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MvcJsonOptions = Microsoft.AspNetCore.Mvc.JsonOptions;

namespace AgentSched.FunctionsHost.Http;

internal static class BodyReader
{
    /// <summary>The whole body as JSON, read as MVC would; a bad one is a failed invocation, not a 400, as with the original.</summary>
    public static async ValueTask<object?> ReadAsync(HttpContext http, Type type, CancellationToken cancel)
    {
        var json = http.RequestServices.GetService<IOptions<MvcJsonOptions>>()?.Value.JsonSerializerOptions ?? JsonSerializerOptions.Web;
        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, type, json, cancel);
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"The request's body is no {type}: {e.Message}", e);
        }
    }

    /// <summary>Top-level properties of a JSON object; the body can be read again afterwards.</summary>
    public static async Task<IReadOnlyDictionary<string, object?>?> PropertiesAsync(HttpContext http, CancellationToken cancel)
    {
        if (http.Request.ContentLength is null or 0)
        {
            return null;
        }

        http.Request.EnableBuffering();
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: cancel);
            return body.RootElement.ValueKind != JsonValueKind.Object ? null : Properties(body.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
        finally
        {
            http.Request.Body.Position = 0;
        }
    }

    public static Dictionary<string, object?> Properties(JsonElement root)
    {
        var properties = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in root.EnumerateObject())
        {
            properties[property.Name] = property.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => property.Value.GetString(),
                _ => property.Value.GetRawText(),
            };
        }

        return properties;
    }
}
