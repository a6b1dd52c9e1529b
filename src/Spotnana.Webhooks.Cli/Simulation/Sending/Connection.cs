namespace Spotnana.Webhooks.Cli.Simulation.Sending;

/// <summary>One of the connections over which deliveries go, one at a time.</summary>
internal sealed class Connection
{
    private DateTimeOffset _tokenEnds;

    public string? Token { get; private set; }

    /// <summary>The token while it is valid.</summary>
    public string? TokenAt(DateTimeOffset now) => now < _tokenEnds ? Token : null;

    public void Take(string token, DateTimeOffset ends) => (Token, _tokenEnds) = (token, ends);

    /// <summary>After a 401: the next attempt fetches another token.</summary>
    public void DropToken() => Token = null;
}
