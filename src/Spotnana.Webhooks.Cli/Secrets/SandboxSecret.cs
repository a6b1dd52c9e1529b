namespace Spotnana.Webhooks.Cli.Secrets;

internal static class SandboxSecret
{
    /// <summary>Known to everybody: only good for trying out on one's own machine.</summary>
    public const string Text = "whsec_c3BvdG5hbmEtc2FuZGJveC1vbmx5LW5vdC1hLXNlY3JldC4=";
}
