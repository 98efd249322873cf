using Azure.Core;
using Azure.Data.Tables.Entities;
using Azure.Data.Tables.Rest;
using Azure.Storage;

namespace Azure.Data.Tables;

public partial class TableClient
{
    private const int MaxPageSize = 1000;

    /// <summary>All entities that match, in the order of their keys. The service may end a page early, even empty; enumeration goes on.</summary>
    public virtual AsyncPageable<T> QueryAsync<T>(string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var selected = Paths.Select(select);
        return new Pages<T>((token, size, cancel) => PageAsync<T>(filter, size ?? maxPerPage, selected, token, cancel), cancellationToken);
    }

    private async Task<Page<T>> PageAsync<T>(string? filter, int? size, string select, string? token, CancellationToken cancellationToken)
        where T : class, ITableEntity
    {
        if (size is < 1 or > MaxPageSize)
        {
            throw EntityRules.Refused(Models.TableErrorCode.InvalidInput, $"A page of {size} entities was asked for; 1 to {MaxPageSize} are allowed.");
        }

        var next = Continuation.Parse(token);
        using var message = _endpoint.Request(RequestMethod.Get, Paths.WithQuery(
            $"{Name}()",
            Paths.Part("$filter", filter),
            select,
            Paths.Top(size),
            Paths.Part("NextPartitionKey", next.Partition),
            Paths.Part("NextRowKey", next.Row)));
        var response = (await _endpoint.SendAsync(message, cancellationToken)).Response;
        return response.Status == 200
            ? Page<T>.FromValues(EntityReader.ReadPage<T>(response.Content.ToMemory().Span), Continuation.From(response).Token, response)
            : throw StorageErrors.From(response);
    }
}
