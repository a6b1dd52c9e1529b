using Spotnana.Webhooks.Cli.Tokens;

namespace Spotnana.Webhooks.Cli.Certification.Sending;

/// <summary>Gets tokens from the receiver that is being certified, and sees to it that drafts have one that is valid.</summary>
internal sealed class TokenDesk(OAuthClient client, TokenRequests requests, Drafts drafts, Redactor redactor, TimeProvider clock)
{
    private DateTimeOffset _renewAt;

    public Uri Url => client.TokenUrl;

    /// <summary>How long the last token is valid that drafts got.</summary>
    public TimeSpan Lifetime { get; private set; }

    /// <summary>Asks as the right client, unless the arguments say otherwise.</summary>
    public async Task<TokenAnswer> AskAsync(CancellationToken cancellationToken, string? id = null, string? secret = null)
    {
        var answer = await requests.AskAsync(id ?? client.Id, secret ?? client.Secret, cancellationToken);
        if (answer.Token is { } token)
            Hide(token);
        return answer;
    }

    /// <summary>No report shows it.</summary>
    public void Hide(string token) => redactor.Hide(token);

    /// <summary>All drafts from now on have this token.</summary>
    public void Use(TokenAnswer answer)
    {
        (drafts.Token, Lifetime) = (answer.Token, answer.Lifetime);
        _renewAt = clock.GetUtcNow() + (answer.Lifetime / 2);
    }

    /// <summary>Gets another token when half of the last one's time is over.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        if (clock.GetUtcNow() >= _renewAt && await AskAsync(cancellationToken) is { Token: not null } answer)
            Use(answer);
    }
}
