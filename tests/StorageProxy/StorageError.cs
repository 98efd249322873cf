using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Faults;

/// <summary>An error in the form of the service: JSON from tables, XML from queues and blobs.</summary>
internal static class StorageError
{
    public static Task WriteAsync(HttpContext http, StorageRequest request, ProxyVerdict verdict)
    {
        var (response, code) = (http.Response, verdict.Code);
        response.StatusCode = verdict.Status;
        response.Headers["x-ms-error-code"] = code;
        response.Headers["x-ms-request-id"] = Guid.NewGuid().ToString();
        response.Headers["x-ms-version"] = http.Request.Headers["x-ms-version"];
        if (verdict.RetryAfter is { } wait)
        {
            if (wait >= TimeSpan.FromSeconds(1))
                response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            else
                response.Headers["x-ms-retry-after-ms"] = Math.Ceiling(wait.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        }

        var message = string.Create(CultureInfo.InvariantCulture, $"Made up by the proxy for request {request.Sequence}.");
        if (request.Service == StorageService.Table)
        {
            response.ContentType = "application/json;odata=minimalmetadata;charset=utf-8";
            var error = new Dictionary<string, object>(StringComparer.Ordinal) { ["odata.error"] = new { code, message = new { lang = "en-US", value = message } } };
            return response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(error)).AsTask();
        }

        response.ContentType = "application/xml";
        return HttpMethods.IsHead(http.Request.Method)
            ? Task.CompletedTask
            : response.WriteAsync($"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{System.Security.SecurityElement.Escape(code)}</Code><Message>{message}</Message></Error>");
    }
}
