namespace Spotnana.Webhooks.Settings;

/// <summary>
/// One setting that holds secrets and is read again while the service runs. Its content is compared with the last one, since file watchers
/// miss how Kubernetes swaps files.
/// </summary>
/// <remarks>
/// The content is used as a whole or not at all. <see cref="Read"/> reads it, <see cref="Refuse"/> adds errors that a caller found, and
/// <see cref="Adopt"/> puts it into use. Only one thread at a time may do this; any thread may read <see cref="InUse"/> meanwhile.
/// </remarks>
/// <typeparam name="T">The type of a parsed value. It should compare in fixed time and never print itself.</typeparam>
/// <param name="key">The setting's key.</param>
/// <param name="read">Reads the current content.</param>
/// <param name="parse">Parses each text of the content.</param>
/// <param name="policy">The rule while the content is invalid.</param>
public sealed class SecretSource<T>(string key, Func<SecretText> read, SecretParser<T> parse, SecretPolicy policy)
    where T : class, IEquatable<T>
{
    private readonly List<string> _errors = [];
    private IReadOnlyList<(string Name, T Value)> _found = [];
    private volatile IReadOnlyList<(string Name, T Value)> _inUse = [];
    private string _digest = "";
    private string? _reported;

    /// <summary>The setting's key.</summary>
    public string Key => key;

    /// <summary>The values in use, each with its name for messages.</summary>
    public IReadOnlyList<(string Name, T Value)> InUse => _inUse;

    /// <summary>The errors in the content as last read. Each says how to fix it, without any part of a value.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>The values that <see cref="Adopt"/> would put into use if no further error is added.</summary>
    public IReadOnlyList<(string Name, T Value)> Candidates =>
        _errors.Count == 0 ? _found
        : policy == SecretPolicy.KeepLastGood ? _inUse
        : [];

    /// <summary>Reads the content. <see cref="InUse"/> does not change yet.</summary>
    public void Read()
    {
        var text = read();
        List<(string Name, T Value)> found = [];
        _errors.Clear();
        if (text.Error is not null)
            _errors.Add(text.Error);
        foreach (var (name, entry) in text.Entries)
        {
            if (parse(entry, out var value) is { } error)
                _errors.Add($"{name} {error}");
            else
                found.Add((name, value!));
        }

        (_found, _digest) = (found, text.Digest);
    }

    /// <summary>Adds an error, which keeps the content that was read from being used.</summary>
    /// <param name="error">Whole sentences, without any part of a value.</param>
    public void Refuse(string error) => _errors.Add(error);

    /// <summary>Puts the content that was read into use if it has no errors; else follows the policy.</summary>
    /// <returns>The change since the last one that was returned. Null when there is none.</returns>
    public SecretNews? Adopt()
    {
        var next = Candidates;
        var isChanged = !next.Select(held => held.Value).SequenceEqual(_inUse.Select(held => held.Value));
        _inUse = next;

        // The digest counts too: another invalid content may have the same errors.
        var wrong = _errors.Count == 0 ? null : $"{_digest} {string.Join(' ', _errors)}";
        if (wrong == _reported && !isChanged)
            return null;

        _reported = wrong;
        return new SecretNews(key, next.Count, [.. _errors]) { IsInEffect = isChanged };
    }
}
