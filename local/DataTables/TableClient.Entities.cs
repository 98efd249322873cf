using System.Buffers;
using Azure.Core;
using Azure.Data.Tables.Entities;
using Azure.Data.Tables.Rest;
using Azure.Storage;

namespace Azure.Data.Tables;

public partial class TableClient
{
    public virtual async Task<Response<T>> GetEntityAsync<T>(string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var response = await ReadAsync(partitionKey, rowKey, select, cancellationToken);
        return response.Status == 200 ? Response.FromValue(Entity<T>(response), response) : throw StorageErrors.From(response);
    }

    public virtual async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var response = await ReadAsync(partitionKey, rowKey, select, cancellationToken);
        return response.Status switch
        {
            200 => Response.FromValue(Entity<T>(response), response),
            404 => new NoValue<T>(response),
            _ => throw StorageErrors.From(response),
        };
    }

    public virtual Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        ArgumentNullException.ThrowIfNull(entity);
        return WriteAsync(RequestMethod.Post, entity, default, LostReply.Wanted.Exactly, cancellationToken);
    }

    public virtual Task<Response> UpdateEntityAsync<T>(T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        ArgumentNullException.ThrowIfNull(entity);

        // A missing If-Match would silently turn the update into an upsert.
        return ifMatch == default
            ? throw new ArgumentException("An update needs an ETag; ETag.All makes it unconditional.", nameof(ifMatch))
            : WriteAsync(MethodOf(mode), entity, ifMatch, WantedOf(mode), cancellationToken);
    }

    public virtual Task<Response> UpsertEntityAsync<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        ArgumentNullException.ThrowIfNull(entity);
        return WriteAsync(MethodOf(mode), entity, default, WantedOf(mode), cancellationToken);
    }

    public virtual Task<Response> DeleteEntityAsync(ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ifMatch, cancellationToken);
    }

    /// <summary>
    /// An entity that is not there is not an error: the response then has status 404. So it has when the answer to a first try was lost,
    /// as nothing tells who deleted the entity.
    /// </summary>
    public virtual async Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        using var message = _endpoint.Request(RequestMethod.Delete, Paths.Entity(Name, partitionKey, rowKey));
        message.Request.Headers.Add("If-Match", (ifMatch == default ? ETag.All : ifMatch).ToString());
        var sent = await _endpoint.SendAsync(message, cancellationToken);
        return sent.Response.Status is 204 or 404 ? sent.Response : throw StorageErrors.From(sent.Response);
    }

    private static RequestMethod MethodOf(TableUpdateMode mode) => mode switch
    {
        TableUpdateMode.Merge => RequestMethod.Patch,
        TableUpdateMode.Replace => RequestMethod.Put,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Merge and Replace are known."),
    };

    private static LostReply.Wanted WantedOf(TableUpdateMode mode) =>
        mode == TableUpdateMode.Replace ? LostReply.Wanted.Exactly : LostReply.Wanted.AtLeast;

    private static T Entity<T>(Response response)
        where T : class, ITableEntity
        => EntityReader.ReadOne<T>(response.Content.ToMemory().Span, response.Headers.TryGetValue("ETag", out var etag) ? etag : null);

    private async Task<Response> ReadAsync(string partitionKey, string rowKey, IEnumerable<string>? select, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        using var message = _endpoint.Request(RequestMethod.Get, Paths.WithQuery(Paths.Entity(Name, partitionKey, rowKey), Paths.Select(select)));
        return (await _endpoint.SendAsync(message, cancellationToken)).Response;
    }

    private async Task<Response> WriteAsync(RequestMethod method, ITableEntity entity, ETag ifMatch, LostReply.Wanted wanted, CancellationToken cancellationToken)
    {
        var json = Json(entity);
        using var message = _endpoint.Write(method, method == RequestMethod.Post ? Name : Paths.Entity(Name, entity.PartitionKey, entity.RowKey), json);
        if (ifMatch != default)
        {
            message.Request.Headers.Add("If-Match", ifMatch.ToString());
        }

        var sent = await _endpoint.SendAsync(message, cancellationToken);
        if (sent.Response.Status is 201 or 204)
        {
            return sent.Response;
        }

        var recovered = LostReply.MayBeFalse(sent, sent.Response)
            ? await _lostReply.RecoverAsync(sent, [new(entity.PartitionKey, entity.RowKey, wanted, json)], cancellationToken)
            : null;
        return recovered?[0] ?? throw StorageErrors.From(sent.Response);
    }

    private static ReadOnlyMemory<byte> Json(ITableEntity entity)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new EntityWriter(buffer);
        writer.Write(entity);
        return buffer.WrittenMemory;
    }
}
