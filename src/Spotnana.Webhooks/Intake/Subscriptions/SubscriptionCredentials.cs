using Spotnana.Webhooks.Settings;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>
/// All settings that one subscription's secrets and required headers come from. Which files and headers there are is fixed at start; their
/// contents are not.
/// </summary>
internal sealed class SubscriptionCredentials
{
    private readonly string _name;
    private readonly SecretSource<SigningSecret>[] _secrets;
    private readonly (string Header, SecretSource<SecretDigest> Values)[] _headers;
    private readonly string? _clientId;
    private readonly bool _signs = true;
    private readonly SecretSource<ClientSecret>[] _clientSecrets = [];
    private SubscriptionOptions? _options;
    private volatile CredentialSet _current = new([], [], client: null);

    public SubscriptionCredentials(string name, SubscriptionOptions options, SecretParser<SigningSecret> parseSecret)
    {
        _name = name;
        Key = $"{SubscriptionsOptions.Section}:{name}";
        _secrets =
        [
            Source($"{Key}:Secrets", ReadSecrets, parseSecret),
            .. options.SecretFiles.Select((path, i) => Source($"{Key}:SecretFiles:{i}", key => SecretText.OfLines(key, path), parseSecret)),
        ];
        _headers =
        [
            .. options.RequiredHeaders.Keys.Select(header => (header, Source<SecretDigest>(
                $"{Key}:RequiredHeaders:{header}", key => ReadHeader(key, header), RequiredHeader.ParseValue))),
            .. options.RequiredHeaderFiles.Select(file => (file.Key, Source<SecretDigest>(
                $"{Key}:RequiredHeaderFiles:{file.Key}", key => SecretText.OfLines(key, file.Value), RequiredHeader.ParseValue))),
        ];
        if (!options.OAuth.Enabled)
            return;
        _clientId = options.OAuth.ClientId;
        _signs = options.Secrets.Count > 0;
        _clientSecrets = [.. ClientSecretSources(options.OAuth)];
    }

    /// <summary>The subscription's key: <c>Subscriptions:{name}</c>.</summary>
    public string Key { get; }

    /// <summary>What requests are checked against now.</summary>
    public CredentialSet Current => _current;

    /// <summary>Where secrets come from, in the order of their index: first the configuration's, then each file's lines.</summary>
    public IReadOnlyList<SecretSource<SigningSecret>> Secrets => _secrets;

    /// <summary>Where the secrets of the client that gets tokens come from. They count on from the others.</summary>
    public IReadOnlyList<SecretSource<ClientSecret>> ClientSecrets => _clientSecrets;

    /// <summary>Which secret has which index, for an operator who reads an index in the log.</summary>
    public string SecretIndexes => string.Join(
        ", ",
        _secrets.SelectMany(source => source.InUse).Select(secret => secret.Name)
            .Concat(_clientSecrets.SelectMany(source => source.InUse).Select(secret => secret.Name))
            .Select((name, i) => $"{i} is {name}"));

    /// <summary>Whether the values of a setting have indexes.</summary>
    public bool IsNumbered(string key) =>
        _secrets.Any(source => source.Key == key) || _clientSecrets.Any(source => source.Key == key);

    public void Read(SubscriptionsOptions options)
    {
        _options = options.Subscriptions.GetValueOrDefault(_name);
        foreach (var source in _secrets)
            source.Read();
        foreach (var source in _clientSecrets)
            source.Read();
        foreach (var (_, values) in _headers)
            values.Read();
    }

    /// <summary>Takes into use what was read and is good.</summary>
    public IReadOnlyList<CredentialNews> Adopt()
    {
        IEnumerable<SecretNews?> all =
        [
            .. _secrets.Select(source => source.Adopt()), .. _clientSecrets.Select(source => source.Adopt()),
            .. _headers.Select(header => header.Values.Adopt()),
        ];
        List<CredentialNews> news = [.. all.OfType<SecretNews>().Select(setting => new CredentialNews(this, setting))];
        if (news.Count > 0)
        {
            _current = new CredentialSet(
                [.. _secrets.SelectMany(source => source.InUse).Select(secret => secret.Value)],
                [.. _headers.Select(header => new RequiredHeader(header.Header, [.. header.Values.InUse.Select(held => held.Value)]))],
                _clientId is null ? null : new TokenClient(
                    _name, _clientId, [.. _clientSecrets.SelectMany(source => source.InUse).Select(secret => secret.Value)]));
        }

        return news;
    }

    // A slip in a secret must not stop deliveries.
    private static SecretSource<T> Source<T>(string key, Func<string, SecretText> read, SecretParser<T> parse)
        where T : class, IEquatable<T> => new(key, () => read(key), parse, SecretPolicy.KeepLastGood);

    private SecretText ReadSecrets(string key)
    {
        var secrets = _options?.Secrets ?? [];
        return secrets.Count > 0 || _secrets.Length > 1 || !_signs
            ? SecretText.OfList(key, secrets)
            : SecretText.Unreadable($"{key} is empty, and there are no SecretFiles: nothing could be verified. "
                + "Set the signing secret (whsec_…) that Spotnana showed when the subscription was created.");
    }

    private IEnumerable<SecretSource<ClientSecret>> ClientSecretSources(OAuthOptions options)
    {
        var hasFile = options.ClientSecretFile.Length > 0;
        yield return Source<ClientSecret>($"{Key}:OAuth:ClientSecret", key => ReadClientSecret(key, hasFile), ParseClientSecret);
        if (hasFile)
        {
            yield return Source<ClientSecret>(
                $"{Key}:OAuth:ClientSecretFile", key => SecretText.OfLines(key, options.ClientSecretFile), ParseClientSecret);
        }
    }

    private SecretText ReadClientSecret(string key, bool hasFile) => _options?.OAuth.ClientSecret switch
    {
        { Length: > 0 } secret => SecretText.OfValue(key, secret),
        _ when hasFile => SecretText.OfList(key, []),
        _ => SecretText.Unreadable($"{key} is missing, and there is no ClientSecretFile: nobody could get a token. "
            + "Set the client's secret, as it was given to Spotnana."),
    };

    private string? ParseClientSecret(string text, out ClientSecret? secret)
    {
        if (!ClientSecret.TryParse(text, out secret, out var error))
            return error;
        return secret.Is(_clientId!) ? "is the client's id, which is no secret. Set the client's secret." : null;
    }

    private SecretText ReadHeader(string key, string header) => _options?.RequiredHeaders.TryGetValue(header, out var value) == true
        ? SecretText.OfValue(key, value)
        : SecretText.Unreadable($"{key} is missing. Set it again, or restart the service to do without it.");
}
