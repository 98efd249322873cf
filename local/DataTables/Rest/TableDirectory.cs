using System.Text.Json;
using Azure.Core;
using Azure.Data.Tables.Models;
using Azure.Storage;

namespace Azure.Data.Tables.Rest;

/// <summary>Creates, deletes and lists the tables of an account.</summary>
internal sealed class TableDirectory(TableEndpoint endpoint)
{
    public async Task<Response<TableItem>> CreateAsync(string name, CancellationToken cancellationToken)
    {
        var response = await SendCreateAsync(name, cancellationToken);
        return response.Status is 201 or 204 ? Response.FromValue(new TableItem(name), response) : throw StorageErrors.From(response);
    }

    /// <summary>For a table that exists already the response has status 409.</summary>
    public async Task<Response<TableItem>> CreateIfNotExistsAsync(string name, CancellationToken cancellationToken)
    {
        var response = await SendCreateAsync(name, cancellationToken);
        return response.Status is 201 or 204 || (response.Status == 409 && StorageErrors.CodeOf(response) == TableErrorCode.TableAlreadyExists)
            ? Response.FromValue(new TableItem(name), response)
            : throw StorageErrors.From(response);
    }

    /// <summary>A table that is not there is not an error: the response then has status 404.</summary>
    public async Task<Response> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        using var message = endpoint.Request(RequestMethod.Delete, Paths.Table(name));
        var response = (await endpoint.SendAsync(message, cancellationToken)).Response;
        return response.Status is 204 or 404 ? response : throw StorageErrors.From(response);
    }

    public AsyncPageable<TableItem> List(string? filter, int? maxPerPage, CancellationToken cancellationToken) =>
        new Pages<TableItem>((token, size, cancel) => PageAsync(filter, size ?? maxPerPage, token, cancel), cancellationToken);

    private async Task<Response> SendCreateAsync(string name, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(StringComparer.Ordinal) { ["TableName"] = name });
        using var message = endpoint.Write(RequestMethod.Post, Paths.Tables, json);
        return (await endpoint.SendAsync(message, cancellationToken)).Response;
    }

    private async Task<Page<TableItem>> PageAsync(string? filter, int? size, string? token, CancellationToken cancellationToken)
    {
        using var message = endpoint.Request(RequestMethod.Get, Paths.WithQuery(
            Paths.Tables, Paths.Part("$filter", filter), Paths.Top(size), Paths.Part("NextTableName", token)));
        var response = (await endpoint.SendAsync(message, cancellationToken)).Response;
        if (response.Status != 200)
        {
            throw StorageErrors.From(response);
        }

        using var document = JsonDocument.Parse(response.Content.ToMemory());
        var tables = document.RootElement.GetProperty("value").EnumerateArray().Select(t => new TableItem(t.GetProperty("TableName").GetString()!)).ToList();
        return Page<TableItem>.FromValues(tables, response.Headers.TryGetValue("x-ms-continuation-NextTableName", out var next) ? next : null, response);
    }
}
