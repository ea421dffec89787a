"""The only code that knows DynamoDB keys, S3, SQS, SES and how metrics leave the process."""
