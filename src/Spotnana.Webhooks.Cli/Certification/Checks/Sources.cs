namespace Spotnana.Webhooks.Cli.Certification.Checks;

/// <summary>Where Spotnana says it. Addresses without a scheme.</summary>
internal static class Sources
{
    public const string Host = "developer.spotnana.com";
    public const string Authentication = Host + "/webhooks/webhook-auth";
    public const string Delivery = Host + "/webhooks/webhook-delivery";
    public const string Steps = Host + "/webhooks/webhook-integration-steps";
    public const string Onboarding = Host + "/spotnana/webhook_onboarding";
    public const string OldSamples = Host + "/spotnana/webhook_other_resources";
    public const string BestPractices = Host + "/spotnana/webhook_issues_best_practices";
    public const string Compatibility = Host + "/spotnana/backward_compatibility";
    public const string GoodPractice = "good practice";

    public static string InferredFrom(string source) => $"inferred from {source}";
}
