using System.Runtime.CompilerServices;

namespace Azure.Data.Tables.Rest;

/// <summary>Follows continuation tokens until there are no more.</summary>
internal sealed class Pages<T>(Func<string?, int?, CancellationToken, Task<Page<T>>> read, CancellationToken cancellationToken) : AsyncPageable<T>(cancellationToken)
    where T : notnull
{
    public override IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null) =>
        FollowAsync(continuationToken, pageSizeHint, CancellationToken.None);

    public override async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (var page in FollowAsync(null, null, cancellationToken))
        {
            foreach (var value in page.Values)
            {
                yield return value;
            }
        }
    }

    private async IAsyncEnumerable<Page<T>> FollowAsync(string? token, int? size, [EnumeratorCancellation] CancellationToken enumeration)
    {
        // The token given to the query and the one given to the enumeration (WithCancellation) both stop it.
        using var either = CancellationToken.CanBeCanceled && enumeration.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(CancellationToken, enumeration)
            : null;
        var cancel = either?.Token ?? (enumeration.CanBeCanceled ? enumeration : CancellationToken);
        do
        {
            var page = await read(token, size, cancel);
            yield return page;
            token = page.ContinuationToken;
        }
        while (token is not null);
    }
}
