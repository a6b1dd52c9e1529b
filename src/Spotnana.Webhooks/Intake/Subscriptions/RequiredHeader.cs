using System.Buffers;
using Microsoft.AspNetCore.Http;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>A header that every request of a subscription must carry.</summary>
/// <param name="name">Its name.</param>
/// <param name="values">The values that are right.</param>
internal sealed class RequiredHeader(string name, SecretDigest[] values)
{
    private static readonly SearchValues<char> _visible =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code), '\t']);

    /// <inheritdoc cref="SecretParser{T}"/>
    public static string? ParseValue(string text, out SecretDigest? value)
    {
        value = null;
        var trimmed = text.Trim();
        if (trimmed.Length == 0)
            return "is empty: a header without a value proves nothing. Set it to the value that the subscription's customHeaders have.";
        if (trimmed.AsSpan().ContainsAnyExcept(_visible))
            return "holds characters that a header cannot carry. Use printable ASCII.";

        value = SecretDigest.Of(trimmed);
        return null;
    }

    /// <summary>Whether a request carries it, once and with a right value. Takes as long for a wrong one.</summary>
    public bool IsIn(IHeaderDictionary request)
    {
        var sent = request[name];
        if (sent.Count != 1)
            return false;

        var digest = SecretDigest.Of(sent.ToString());
        var isRight = false;
        foreach (var value in values)
            isRight |= value.Equals(digest);
        return isRight;
    }
}
